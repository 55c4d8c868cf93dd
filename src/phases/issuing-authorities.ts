import type { KeyObject } from "node:crypto";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { authorityFiles } from "../pki/catalog.ts";
import { type Certificate, parseCertificate } from "../pki/certificate.ts";
import type { AuthorityId } from "../pki/certificate-spec.ts";
import type { Authority } from "../pki/issue.ts";
import { readPrivateKey } from "../pki/private-key.ts";
import type { Secret } from "../secret.ts";
import { filesAt, secretOf, textOf } from "./issuing-files.ts";

/** The certificate authorities as a machine has them. They are asked for with every signature; a text is parsed once. */
export class Authorities {
  readonly #directory: string;
  readonly #from: HostView | undefined;
  readonly #certificates = new Map<string, Certificate>();
  readonly #keys = new Map<string, KeyObject>();

  /**
   * @param certificatesDir such as "/etc/kubernetes/pki"
   * @param from where the authorities lie; on the machine that is asked about when left out
   */
  constructor(certificatesDir: string, from?: HostView) {
    this.#directory = certificatesDir;
    this.#from = from;
  }

  /** What the others trust. KubewrightError CA_MISSING when it is not there. */
  async certificate(view: HostView, id: AuthorityId): Promise<Certificate> {
    const path = this.#path(id, "crt");
    const file = (await filesAt(this.#from ?? view, [path])).get(path);
    if (file === undefined) throw caMissing(id, path);
    return this.#parse(textOf(file), path);
  }

  /** What can sign. KubewrightError CA_MISSING or CA_KEY_MISSING when one half is not there. */
  async pair(view: HostView, id: AuthorityId): Promise<Authority> {
    const [path, keyPath] = [this.#path(id, "crt"), this.#path(id, "key")];
    const files = await filesAt(this.#from ?? view, [path, keyPath]);
    const [file, key] = [files.get(path), files.get(keyPath)];
    if (file === undefined) throw caMissing(id, path);
    if (key === undefined) throw caKeyMissing(path, keyPath);
    return { certificate: this.#parse(textOf(file), path), privateKey: this.readKey(secretOf(key), keyPath) };
  }

  /** Any private key, parsed once. KubewrightError KEY_UNREADABLE. */
  readKey(key: Secret, place: string): KeyObject {
    const text = key.reveal();
    const read = this.#keys.get(text) ?? readPrivateKey(key, place);
    this.#keys.set(text, read);
    return read;
  }

  #path(id: AuthorityId, ending: "crt" | "key"): string {
    return `${this.#directory}/${authorityFiles[id]}.${ending}`;
  }

  #parse(text: string, place: string): Certificate {
    const certificate = this.#certificates.get(text) ?? parseCertificate(text, place);
    this.#certificates.set(text, certificate);
    return certificate;
  }
}

function caMissing(id: AuthorityId, path: string): KubewrightError {
  return new KubewrightError("CA_MISSING", {
    what: `the certificate authority ${path} is not there`,
    next: `Run this on a control plane, or make the authority with \`kubewright init phase certs ${id}\` first`,
  });
}

/** The error for an authority that has no key: an external one is not supported yet. */
export function caKeyMissing(certificatePath: string, keyPath: string): KubewrightError {
  return new KubewrightError("CA_KEY_MISSING", {
    what: `${certificatePath} is there without its key ${keyPath}`,
    why: "an authority whose key is kept elsewhere is not supported, and a certificate left from an old worker looks the same",
    next: `Put ${keyPath} there, or clean the machine with \`kubewright reset\``,
  });
}

/** The error for a file that all control planes share and this one lacks. */
export function sharedMissing(path: string): KubewrightError {
  return new KubewrightError("CA_MISSING", {
    what: `${path} is not there, and all control planes must have the same`,
    next: "Copy it from a control plane, or run `kubeadm init phase upload-certs --upload-certs` or `kubewright init phase upload-certs --upload-certs` there and join with --certificate-key",
  });
}
