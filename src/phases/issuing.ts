import { createPublicKey } from "node:crypto";
import { keyAlgorithm } from "../config/key-algorithm.ts";
import type { ClusterConfiguration, LocalApiEndpoint } from "../config/v1beta4.ts";
import { kubernetesDir } from "../constants/paths.ts";
import type { FileChange } from "../engine/change.ts";
import type { HostView } from "../host/host.ts";
import { type KubeconfigSpec, kubeconfigCatalog } from "../manifests/kubeconfig-catalog.ts";
import { certificateCatalog } from "../pki/catalog.ts";
import type { CertificateContent, CertificateSpec } from "../pki/certificate-spec.ts";
import { type Authority, issueAuthority, issueLeaf, type Validity, validityFrom } from "../pki/issue.ts";
import { reveal, type Secret } from "../secret.ts";
import { Authorities } from "./issuing-authorities.ts";
import type { FoundFile } from "./issuing-files.ts";
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
  /**
   * The authorities and the service account's keys, which all control planes share: "make" those that are missing (when
   * left out), or expect them as "given", where a control plane joins others.
   */
  readonly shared?: "make" | "given";
  /** Where the authorities are read, when that is not the machine itself. */
  readonly authorities?: HostView;
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
  readonly shared: "make" | "given";
  readonly certificates: readonly CertificateSpec[];
  readonly kubeconfigs: readonly KubeconfigSpec[];
  readonly authorities: Authorities;
  readonly #keys: KeyMint;
  readonly #serials: () => bigint;
  readonly #issued = new Map<string, string>();
  readonly #made = new Map<string, string>();

  constructor(inputs: IssuingInputs) {
    this.cluster = inputs.cluster;
    this.node = inputs.node;
    this.now = inputs.now;
    this.kubernetesDir = inputs.kubernetesDir ?? kubernetesDir;
    this.shared = inputs.shared ?? "make";
    this.certificates = certificateCatalog(inputs.cluster, inputs.node);
    this.kubeconfigs = kubeconfigCatalog(inputs.cluster, inputs.node.name);
    this.authorities = new Authorities(inputs.cluster.certificatesDir, inputs.authorities);
    this.#keys = inputs.keys ?? keyMint(keyAlgorithm(inputs.cluster));
    this.#serials = inputs.serials ?? randomSerial;
  }

  /**
   * Looks which keys are missing on the machine and begins to make them, in the order in which they are needed. It never
   * rejects: whatever is wrong with the machine, the phases will say.
   * @param isWanted whether the phase of this name will run; all do when left out
   */
  async prepare(view: HostView, isWanted: (phase: string) => boolean = () => true): Promise<void> {
    const all = [
      ...this.certificates
        .filter((spec) => spec.signer !== null || this.shared === "make")
        .map((spec) => [spec.id, `${spec.basePath}.key`, `certs/${spec.id}`] as const),
      ...(this.shared === "make" ? [["sa", this.serviceAccountPath("key"), "certs/sa"] as const] : []),
      ...this.kubeconfigs.map((spec) => [spec.fileName, this.kubeconfigPath(spec), `kubeconfig/${spec.kind}`] as const),
    ];
    const places = new Map(all.filter(([, , phase]) => isWanted(phase)).map(([name, path]) => [name, path]));
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

  /** A certificate that signs itself with this key. */
  selfSigned(spec: CertificateSpec, key: Secret): string {
    const privateKey = this.authorities.readKey(key, `${spec.basePath}.key`);
    const order = { content: spec, publicKey: createPublicKey(privateKey), privateKey };
    const validity = validityFrom(this.now, spec.validityMs);
    return this.#once([spec.id, key.reveal()], (serial) => issueAuthority({ ...order, validity, serial }));
  }

  /** A certificate for this key by this authority. `name` tells it from others of this run. */
  signed(name: string, content: CertificateContent, key: Secret, authority: Authority, validity: Validity): string {
    const publicKey = createPublicKey(this.authorities.readKey(key, `the key for ${name}`));
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
