import { createPublicKey, type KeyObject } from "node:crypto";
import type { ClusterConfiguration, LocalApiEndpoint } from "../config/v1beta4.ts";
import { kubernetesDir } from "../constants/paths.ts";
import type { FileChange } from "../engine/change.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { type KubeconfigSpec, kubeconfigCatalog } from "../manifests/kubeconfig-catalog.ts";
import { certificateCatalog } from "../pki/catalog.ts";
import { type Certificate, parseCertificate } from "../pki/certificate.ts";
import type { AuthorityId, CertificateContent, CertificateSpec } from "../pki/certificate-spec.ts";
import { type Authority, issueAuthority, issueLeaf, type Validity, validityFrom } from "../pki/issue.ts";
import { readPrivateKey } from "../pki/private-key.ts";
import { reveal, type Secret } from "../secret.ts";
import { type FoundFile, filesAt, secretOf, textOf } from "./issuing-files.ts";
import { mintingOrder } from "./issuing-order.ts";
import { randomSerial } from "./issuing-serial.ts";
import { type KeyMint, keyMint } from "./key-mint.ts";

/** The control-plane node for which is issued. */
export interface IssuingNode extends Pick<LocalApiEndpoint, "advertiseAddress" | "bindPort"> {
  readonly name: string;
}

export interface IssuingInputs {
  readonly cluster: ClusterConfiguration;
  readonly node: IssuingNode;
  /** The run's start: what is issued counts from it. */
  readonly now: Date;
  /** Where the kubeconfig files are; /etc/kubernetes when left out. */
  readonly kubernetesDir?: string;
  readonly keys?: KeyMint;
  readonly serials?: () => bigint;
}

/**
 * What the certificate and kubeconfig phases of one run share. Whatever it made once it gives again: planned twice, or
 * planned and then carried out, the keys and certificates are the same.
 */
export class Issuing {
  readonly cluster: ClusterConfiguration;
  readonly node: IssuingNode;
  readonly now: Date;
  readonly kubernetesDir: string;
  readonly certificates: readonly CertificateSpec[];
  readonly kubeconfigs: readonly KubeconfigSpec[];
  readonly #keys: KeyMint;
  readonly #serials: () => bigint;
  readonly #issued = new Map<string, string>();
  readonly #authorities = new Map<string, Certificate>();
  readonly #made = new Map<string, string>();
  readonly #readKeys = new Map<string, KeyObject>();

  constructor(inputs: IssuingInputs) {
    this.cluster = inputs.cluster;
    this.node = inputs.node;
    this.now = inputs.now;
    this.kubernetesDir = inputs.kubernetesDir ?? kubernetesDir;
    this.certificates = certificateCatalog(inputs.cluster, inputs.node);
    this.kubeconfigs = kubeconfigCatalog(inputs.cluster, inputs.node.name);
    this.#keys = inputs.keys ?? keyMint(inputs.cluster.encryptionAlgorithm);
    this.#serials = inputs.serials ?? randomSerial;
  }

  /** Looks which keys are missing on the machine and begins to make them, in the order in which they are needed. It never rejects: whatever is wrong with the machine, the phases will say. */
  async prepare(view: HostView): Promise<void> {
    const places = new Map([
      ...this.certificates.map((spec) => [spec.id, `${spec.basePath}.key`] as const),
      ["sa", this.serviceAccountPath("key")] as const,
      ...this.kubeconfigs.map((spec) => [spec.fileName, this.kubeconfigPath(spec)] as const),
    ]);
    try {
      const present = await view.read([...places.values()]);
      this.#keys.start(mintingOrder.filter((name) => places.has(name) && !present.has(places.get(name) ?? "")));
    } catch {
      // The phases ask again and report it.
    }
  }

  kubeconfigPath(spec: Pick<KubeconfigSpec, "fileName">): string {
    return `${this.kubernetesDir}/${spec.fileName}`;
  }

  /** The path of sa.key or sa.pub. */
  serviceAccountPath(half: "key" | "pub"): string {
    return `${this.cluster.certificatesDir}/sa.${half}`;
  }

  /** The new key of this name. */
  key(name: string): Promise<Secret> {
    return this.#keys.key(name);
  }

  /** The certificate of an authority, as the machine has it. KubewrightError CA_MISSING when it has none. */
  async authorityCertificate(view: HostView, id: AuthorityId): Promise<Certificate> {
    const path = `${this.#authorityPath(id)}.crt`;
    const file = (await filesAt(view, [path])).get(path);
    if (file === undefined) throw caMissing(id, path);
    return this.#readAuthority(textOf(file), path);
  }

  /** An authority that can sign, as the machine has it. KubewrightError CA_MISSING or CA_KEY_MISSING when it cannot. */
  async authority(view: HostView, id: AuthorityId): Promise<Authority> {
    const base = this.#authorityPath(id);
    const [path, keyPath] = [`${base}.crt`, `${base}.key`];
    const files = await filesAt(view, [path, keyPath]);
    const [file, key] = [files.get(path), files.get(keyPath)];
    if (file === undefined) throw caMissing(id, path);
    if (key === undefined) throw caKeyMissing(path, keyPath);
    return { certificate: this.#readAuthority(textOf(file), path), privateKey: this.readKey(secretOf(key), keyPath) };
  }

  #authorityPath(id: AuthorityId): string {
    return this.certificates.find((spec) => spec.id === id)?.basePath ?? `${this.cluster.certificatesDir}/${id}`;
  }

  /** An authority is asked for with every signature, and read once. */
  #readAuthority(text: string, place: string): Certificate {
    const certificate = this.#authorities.get(text) ?? parseCertificate(text, place);
    this.#authorities.set(text, certificate);
    return certificate;
  }

  /** A private key by its PEM text, read once. KubewrightError KEY_UNREADABLE. */
  readKey(key: Secret, place: string): KeyObject {
    const read = this.#readKeys.get(key.reveal()) ?? readPrivateKey(key, place);
    this.#readKeys.set(key.reveal(), read);
    return read;
  }

  /** A certificate that signs itself with this key. */
  selfSigned(spec: CertificateSpec, key: Secret): string {
    const privateKey = this.readKey(key, `${spec.basePath}.key`);
    const order = { content: spec, publicKey: createPublicKey(privateKey), privateKey };
    const validity = validityFrom(this.now, spec.validityMs);
    return this.#once([spec.id, key.reveal()], (serial) => issueAuthority({ ...order, validity, serial }));
  }

  /** A certificate for this key by this authority. `name` tells it from others of this run. */
  signed(name: string, content: CertificateContent, key: Secret, authority: Authority, validity: Validity): string {
    const publicKey = createPublicKey(this.readKey(key, `the key for ${name}`));
    return this.#once([name, key.reveal(), authority.certificate.pem], (serial) =>
      issueLeaf({ content, publicKey, authority, validity, serial }),
    );
  }

  /** Remembers files that a phase makes; gives them back. */
  makes(files: readonly FileChange[]): readonly FileChange[] {
    for (const { path, after } of files) if (after?.type === "file") this.#made.set(path, reveal(after.content));
    return files;
  }

  /** Whether the file is, to the last byte, the one this run made at the path: it then fits. */
  hasMade(path: string, file: FoundFile | undefined): boolean {
    return file !== undefined && this.#made.get(path) === reveal(file.content);
  }

  #once(names: readonly string[], issue: (serial: bigint) => string): string {
    const name = names.join("\n");
    const issued = this.#issued.get(name) ?? issue(this.#serials());
    this.#issued.set(name, issued);
    return issued;
  }
}

function caMissing(id: AuthorityId, path: string): KubewrightError {
  return new KubewrightError("CA_MISSING", {
    what: `${path} is not there, and something needs its signature`,
    next: `run \`kubewright init phase certs ${id}\` first`,
  });
}

/** The error for an authority that has no key: an external one is not supported yet. */
export function caKeyMissing(certificatePath: string, keyPath: string): KubewrightError {
  return new KubewrightError("CA_KEY_MISSING", {
    what: `${certificatePath} is there without its key ${keyPath}`,
    why: "an authority whose key is kept elsewhere is not supported, and a certificate left from an old worker looks the same",
    next: `put ${keyPath} there, or clean the machine with \`kubewright reset\``,
  });
}
