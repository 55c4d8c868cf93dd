import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { KubeObject, ObjectRef } from "../engine/object-store.ts";
import { KubewrightError } from "../errors.ts";
import type { KubeClient } from "./client.ts";
import type { ClientSource } from "./client-source.ts";
import { isRecord } from "./is-record.ts";
import { condition, done, notYet, objectSatisfies } from "./waits.ts";

/** A request for a certificate from one of the cluster's signers. */
export interface SigningRequest {
  readonly name: string;
  /** PEM "CERTIFICATE REQUEST". */
  readonly pem: string;
  /** "kubernetes.io/kube-apiserver-client-kubelet" */
  readonly signerName: string;
  readonly usages: readonly string[];
  readonly expirationSeconds?: number;
}

const apiVersion = "certificates.k8s.io/v1";

/** The object for a signing request. */
export function signingRequestObject(request: SigningRequest): KubeObject {
  const { name, pem, signerName, usages, expirationSeconds } = request;
  const spec = { request: Buffer.from(pem, "utf8").toString("base64"), signerName, usages };
  return {
    apiVersion,
    kind: "CertificateSigningRequest",
    metadata: { name },
    spec: expirationSeconds === undefined ? spec : { ...spec, expirationSeconds },
  };
}

/** Which object holds the signing request of this name. */
export function signingRequestRef(name: string): ObjectRef {
  return { apiVersion, kind: "CertificateSigningRequest", name };
}

/** Posts the request. KUBE_EXISTS when one of that name is there. */
export function createSigningRequest(client: KubeClient, request: SigningRequest): Promise<KubeObject> {
  return client.create(signingRequestObject(request));
}

/** Approves the request in the name of the client's user; one that is approved already stays as it is. */
export async function approveSigningRequest(
  client: KubeClient,
  name: string,
  why: { readonly reason: string; readonly message: string; readonly now: Date },
): Promise<void> {
  const live = await client.get(signingRequestRef(name));
  if (live === null) throw gone(name);
  if (condition(live, "Approved") !== null) return;
  const status = isRecord(live["status"]) ? live["status"] : {};
  const conditions: readonly unknown[] = Array.isArray(status["conditions"]) ? status["conditions"] : [];
  const approval = {
    type: "Approved",
    status: "True",
    reason: why.reason,
    message: why.message,
    lastUpdateTime: why.now.toISOString(),
  };
  const approved: KubeObject = { ...live, status: { ...status, conditions: [...conditions, approval] } };
  await client.replace(approved, { subresource: "approval" });
}

/** The certificate chain that the signer has put in, as PEM; null before that. */
export function issuedCertificate(object: KubeObject): string | null {
  const status = isRecord(object["status"]) ? object["status"] : {};
  const encoded = status["certificate"];
  return typeof encoded === "string" && encoded !== "" ? Buffer.from(encoded, "base64").toString("utf8") : null;
}

/** The request has its certificate. A denied or failed one gives up at once as CSR_DENIED or CSR_FAILED. */
export function signingRequestIssued(open: ClientSource, name: string): Fact<WaitAnswer> {
  return objectSatisfies(open, signingRequestRef(name), "is issued", (object) => {
    for (const [type, code] of [
      ["Denied", "CSR_DENIED"],
      ["Failed", "CSR_FAILED"],
    ] as const) {
      const refusal = condition(object, type);
      if (refusal !== null) return refused(code, name, refusal.message);
    }
    if (issuedCertificate(object) !== null) return done(`${name} is issued`);
    return notYet(condition(object, "Approved") === null ? `${name} is not approved yet` : `${name} is not signed yet`);
  });
}

function refused(code: string, name: string, why: string): WaitAnswer {
  const what = `the certificate signing request ${name} was ${code === "CSR_DENIED" ? "denied" : "not signed"}`;
  const next = "Ask who approves certificates in this cluster, then run the command again.";
  return { done: false, found: what, failed: { code, what, why, next } };
}

function gone(name: string): KubewrightError {
  return new KubewrightError("KUBE_NOT_FOUND", {
    what: `there is no certificate signing request ${name}`,
    next: "Run the command again: a new request will be made.",
  });
}
