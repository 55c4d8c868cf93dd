import { caPins } from "../../src/discovery/cluster-info.ts";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { parseCertificate } from "../../src/pki/certificate.ts";
import { readPrivateKey } from "../../src/pki/private-key.ts";
import { Secret } from "../../src/secret.ts";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright, type Ran } from "../support/memory-machine/run-kubewright.ts";
import type { TestAuthority } from "../support/test-certificates.ts";

const { cp1, joinWords, joinControlPlaneWords } = await madeCluster();

export { cp1 };

/** cp1's network: a cluster to which all tests of a file join their own machines. */
export const { network } = cp1;
export const endpoint = joinWords[1] ?? "";
export const token = joinWords[joinWords.indexOf("--token") + 1] ?? "";
export const certificateKey = joinControlPlaneWords[joinControlPlaneWords.indexOf("--certificate-key") + 1] ?? "";
/** The half of the token that nobody but the cluster may see. */
export const tokenSecret = token.slice(7);
export const authority = trueAuthority();
export const pins = caPins(authority.cert);

/** The cluster's objects, as its API server has them. */
export function objects() {
  const server = cp1.apiServer;
  if (server === null) throw new Error("cp1 has no API server");
  return server.objects;
}

/** ConfigMap cluster-info as it is. */
export function clusterInfo(): KubeObject & { readonly data: Readonly<Record<string, string>> } {
  const ref = { apiVersion: "v1", kind: "ConfigMap", namespace: "kube-public", name: "cluster-info" };
  return objects().get(ref) as KubeObject & { readonly data: Readonly<Record<string, string>> };
}

let machines = 0;

/** A blank machine in the network. */
export function newMachine(): MemoryMachine {
  machines += 1;
  return new MemoryMachine(network, `m${machines}`, `10.77.1.${machines}`);
}

export interface Wish {
  readonly endpoint?: string;
  readonly token?: string;
  /** None: the CA is not verified. */
  readonly pins?: readonly string[];
  /** Joins as a control plane, with this certificate key. */
  readonly certificateKey?: string;
}

/** Types `kubewright join` on the machine, with a discovery that gives up after a second. */
export function join(machine: MemoryMachine, wish: Wish = {}): Promise<Ran> {
  const known = wish.pins ?? pins;
  const trust = known.length === 0 ? "unsafeSkipCAVerification: true" : `caCertHashes: [${known.join(", ")}]`;
  const controlPlane = `controlPlane: {certificateKey: ${wish.certificateKey}, localAPIEndpoint: {advertiseAddress: ${machine.address}}}\n`;
  const input = `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration: {name: ${machine.name}, criSocket: unix:///run/containerd/containerd.sock}
discovery:
  bootstrapToken: {token: ${wish.token ?? token}, apiServerEndpoint: "${wish.endpoint ?? endpoint}", ${trust}}
timeouts: {discovery: 1s, kubernetesAPICall: 2s, tlsBootstrap: 5s}
${wish.certificateKey === undefined ? "" : controlPlane}`;
  return kubewright(machine, ["join", "--config", "-"], { input });
}

function trueAuthority(): TestAuthority {
  const cert = cp1.host.text("/etc/kubernetes/pki/ca.crt") ?? "";
  const key = new Secret(cp1.host.text("/etc/kubernetes/pki/ca.key") ?? "");
  return { cert, key, authority: { certificate: parseCertificate(cert, "ca"), privateKey: readPrivateKey(key, "ca") } };
}
