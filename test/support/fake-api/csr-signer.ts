import type { KubeObject } from "../../../src/engine/object-store.ts";
import { parseCsr } from "../../../src/pki/csr.ts";
import { issueLeaf } from "../../../src/pki/issue.ts";
import type { TestAuthority } from "../test-certificates.ts";
import { isMap } from "./field-set.ts";
import type { FakeUser } from "./identity.ts";
import type { FakeObjects } from "./objects.ts";

/** The controllers that approve certificate requests and sign them. */
export class CsrSigner {
  readonly #objects: () => FakeObjects;
  readonly #authority: TestAuthority;
  /** Approves by itself. */
  signs: boolean;
  #versions = 0;

  constructor(objects: () => FakeObjects, authority: TestAuthority, signs: boolean) {
    this.#objects = objects;
    this.#authority = authority;
    this.signs = signs;
  }

  /** A new request, with who asked; approved and signed at once where the signer does so by itself. */
  posted(object: KubeObject, user: FakeUser, dryRun: boolean): KubeObject {
    if (object.kind !== "CertificateSigningRequest" || dryRun) return object;
    const spec = isMap(object["spec"]) ? object["spec"] : {};
    const asked = this.#objects().put({ ...object, spec: { ...spec, username: user.name, groups: user.groups } });
    if (!this.signs) return asked;
    const approved = { type: "Approved", status: "True", reason: "AutoApproved", message: "by the fake" };
    return this.signed(this.#objects().put({ ...asked, status: { conditions: [approved] } }));
  }

  /** An approved request gets its certificate at once. */
  signed(object: KubeObject): KubeObject {
    const status = isMap(object["status"]) ? object["status"] : {};
    const conditions = Array.isArray(status["conditions"]) ? status["conditions"].filter(isMap) : [];
    const approved = conditions.some((condition) => condition["type"] === "Approved");
    if (object.kind !== "CertificateSigningRequest" || !approved || status["certificate"] !== undefined) return object;
    const spec = isMap(object["spec"]) ? object["spec"] : {};
    const asked = parseCsr(Buffer.from(String(spec["request"]), "base64").toString(), "the fake API server");
    const now = this.#objects().now().getTime();
    this.#versions += 1;
    const certificate = issueLeaf({
      content: { subject: asked.subject, usages: ["client"], dnsNames: asked.dnsNames, ipAddresses: asked.ipAddresses },
      validity: { notBefore: new Date(now - 300_000), notAfter: new Date(now + 31_536_000_000) },
      serial: BigInt(10_000 + this.#versions),
      publicKey: asked.publicKey,
      authority: this.#authority.authority,
    });
    return this.#objects().put({
      ...object,
      status: { ...status, certificate: Buffer.from(certificate).toString("base64") },
    });
  }
}
