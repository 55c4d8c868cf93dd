import { createHash, createPublicKey } from "node:crypto";
import { posix } from "node:path";
import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { ledgerPath } from "../engine/ledger.ts";
import { contextFor } from "../engine/standalone.ts";
import type { FileState, FileTree, HostView } from "../host/host.ts";
import { uploadedFiles } from "../manifests/uploaded-certificates.ts";
import { planPair } from "../phases/certificates-pair.ts";
import { planServiceAccount } from "../phases/certificates-service-account.ts";
import { Issuing } from "../phases/issuing.ts";
import { Authorities } from "../phases/issuing-authorities.ts";
import { caPin } from "../pki/ca-pin.ts";
import { parseCertificate } from "../pki/certificate.ts";
import type { Authority } from "../pki/issue.ts";
import { reveal } from "../secret.ts";
import { treeView } from "./tree-view.ts";

/** What all control planes share. The keys are read only when something is to be signed, and stay in this process's memory. */
export interface ClusterAuthorities {
  /** Where they lie: a control plane, or this process's memory at a founding. */
  readonly view: HostView;
  /** Certificates and keys of the authorities and the service accounts' pair, each with its path and mode. */
  files(): Promise<FileTree>;
  /** ca.crt, which every node gets. */
  caCertificate(): Promise<string>;
  /** The authority that signs the kubelets' certificates. */
  signer(): Promise<Authority>;
}

/**
 * The paths of the shared files, the same that kubeadm uploads for joining control planes, in the order in which they are written:
 * keys first. A founding that is cut off between two of them leaves keys, which get their certificates, and no certificate without its key.
 */
export function sharedPaths(cluster: ClusterConfiguration): readonly string[] {
  const paths = uploadedFiles(cluster).map(({ path }) => path);
  const isKey = (path: string) => path.endsWith(".key");
  return [...paths.filter(isKey), ...paths.filter((path) => !isKey(path))];
}

/** The authorities as a machine has them, read when they are asked for. */
export function authoritiesOf(view: HostView, cluster: ClusterConfiguration): ClusterAuthorities {
  const kept = new Authorities(cluster.certificatesDir);
  const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  return {
    view,
    files: once(() => view.read(sharedPaths(cluster)).then((found) => inOrder(found, sharedPaths(cluster)))),
    caCertificate: once(async () => (await kept.certificate(view, "ca")).pem),
    signer: once(() => kept.pair(view, "ca")),
  };
}

function inOrder(found: FileTree, paths: readonly string[]): FileTree {
  return new Map(
    paths.flatMap((path): [string, FileState][] => {
      const state = found.get(path);
      return state === undefined ? [] : [[path, state]];
    }),
  );
}

/**
 * The shared files of a cluster that is founded now: those that an earlier run or the user has put on a control plane, the
 * others new, in memory. A key without its certificate gets one.
 */
export async function makeAuthorities(cluster: ClusterConfiguration, found: FileTree, now: Date): Promise<FileTree> {
  const issuing = new Issuing({ cluster, node: { name: "none", advertiseAddress: "192.0.2.1", bindPort: 6443 }, now });
  const memory = treeView("the authorities in memory", found);
  const context = contextFor(memory);
  void issuing.prepare(memory);
  const authorities = issuing.certificates.filter((spec) => spec.signer === null);
  const changes = await Promise.all([
    ...authorities.map((spec) => planPair(issuing, spec, context)),
    planServiceAccount(issuing, context),
  ]);
  const made = new Map<string, FileState>();
  for (const [path, state] of found) if (path !== ledgerPath) made.set(path, state);
  for (const { path, after } of changes.flat()) if (after !== null) made.set(path, after);
  return made;
}

/** The pins of the shared public keys, by which two control planes of one cluster are known. */
export function pinsOf(tree: FileTree): Readonly<Record<string, string>> {
  const pins: Record<string, string> = {};
  for (const [path, state] of tree) {
    if (state.type !== "file" || !/\.(crt|pub)$/.test(path)) continue;
    const text = reveal(state.content);
    const name = posix.basename(path).replace(/\.\w+$/, "");
    const isEtcd = posix.basename(posix.dirname(path)) === "etcd";
    pins[isEtcd ? `etcd-${name}` : name] = path.endsWith(".crt") ? caPin(parseCertificate(text, path)) : keyPin(text);
  }
  return pins;
}

function keyPin(publicKeyPem: string): string {
  const info = createPublicKey(publicKeyPem).export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(info).digest("hex")}`;
}

/** The shared files that are on a control plane, and what its ledger says of them; for a founding that goes on. */
export async function sharedFilesOn(view: HostView, cluster: ClusterConfiguration): Promise<FileTree> {
  return view.read([...sharedPaths(cluster), ledgerPath]);
}
