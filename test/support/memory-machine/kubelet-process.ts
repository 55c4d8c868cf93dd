import { createPrivateKey, X509Certificate } from "node:crypto";
import { kubeletConf } from "../../../src/constants/paths.ts";
import { parseKubeconfig } from "../../../src/manifests/parse-kubeconfig.ts";
import type { FakeApiServer } from "../fake-api-server.ts";
import { bootstrapKubelet } from "./kubelet-bootstrap.ts";
import type { MemoryMachine } from "./memory-machine.ts";
import { remembered, rememberedPair } from "./remembered.ts";
import type { StaticPod } from "./static-pod.ts";

/** The kubelet's own serving pair; what is in it matters to nobody here. */
const ownFiles = new Map([
  ["/var/lib/kubelet/pki/kubelet.crt", 0o644],
  ["/var/lib/kubelet/pki/kubelet.key", 0o600],
]);

const certificateIn = remembered((pem) => new X509Certificate(pem));
const kubeconfigIn = remembered((text) => parseKubeconfig(text, kubeletConf));
const isSame = rememberedPair((one, other) => certificateIn(one).raw.equals(certificateIn(other).raw));
const isSigned = rememberedPair((leaf, authority) => certificateIn(leaf).verify(certificateIn(authority).publicKey));
const isCertificate = remembered((pem) => certificateIn(pem).subject !== "");
const isPrivateKey = remembered((pem) => createPrivateKey(pem).type === "private");

/** At which of its starts a kubelet found no API server. */
const foundNone = new WeakMap<MemoryMachine, number>();

/** What a running kubelet does besides its Pods: gets its certificate, registers its Node, shows its static Pods. True when something was done. */
export function tendNode(machine: MemoryMachine, pods: readonly StaticPod[]): boolean {
  for (const [path, mode] of ownFiles)
    if (machine.host.text(path) === null) machine.grow(path, "kubelet's own\n", mode);
  if (!canBeRead(machine)) return bootstrapKubelet(machine);
  const server = ownServer(machine);
  const start = machine.unit("kubelet.service")?.starts ?? 0;
  if (server === null) foundNone.set(machine, start);
  if (server === null || (machine.kubeletPauses && foundNone.get(machine) === start)) return false;
  const name = nodeName(machine);
  const node = { apiVersion: "v1", kind: "Node", name };
  let changed = false;
  if (server.objects.get(node) === null) {
    server.objects.put({
      ...node,
      metadata: { name, labels: { "kubernetes.io/hostname": name } },
      spec: {},
      status: {
        conditions: [{ type: "Ready", status: "False", reason: "KubeletNotReady", message: "no network yet" }],
      },
    });
    changed = true;
  }
  for (const pod of pods) changed = mirror(server, pod, name) || changed;
  return changed;
}

/** A kubelet whose kubeconfig or certificate is torn takes it for none. */
function canBeRead(machine: MemoryMachine): boolean {
  const text = machine.host.text(kubeletConf);
  if (text === null) return false;
  try {
    const config = kubeconfigIn(text);
    const link = machine.host.files.get(config.clientCertificateFile ?? "");
    const pem = config.clientCertificate ?? machine.host.text(link?.type === "symlink" ? link.target : "") ?? "";
    return isPrivateKey(config.clientKey?.reveal() ?? pem) && isCertificate(pem);
  } catch {
    return false;
  }
}

function mirror(server: FakeApiServer, pod: StaticPod, node: string): boolean {
  const name = `${pod.name}-${node}`;
  if (server.objects.get({ apiVersion: "v1", kind: "Pod", namespace: "kube-system", name }) !== null) return false;
  const { labels, annotations } = pod;
  const metadata = { name, namespace: "kube-system", labels, annotations };
  server.objects.put({ apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName: node } });
  return true;
}

/** The API server in kubelet.conf, when it answers and knows the kubelet's certificate. */
function ownServer(machine: MemoryMachine): FakeApiServer | null {
  const config = kubeconfigIn(machine.host.text(kubeletConf) ?? "");
  const server = machine.network.find(new URL(config.server).hostname)?.apiServer ?? null;
  const path = config.clientCertificateFile;
  const link = path === undefined ? undefined : machine.host.files.get(path);
  const cert = config.clientCertificate ?? machine.host.text(link?.type === "symlink" ? link.target : (path ?? ""));
  if (server === null || cert === null) return null;
  const isTrusted = config.caCertificate === undefined || isSame(config.caCertificate, server.authority.cert);
  return isTrusted && isSigned(cert, server.authority.cert) ? server : null;
}

/** As the flags say, else the machine's name. */
export function nodeName(machine: MemoryMachine): string {
  const flags = machine.host.text("/var/lib/kubelet/kubeadm-flags.env") ?? "";
  return /--hostname-override=([^\s"]+)/.exec(flags)?.[1] ?? machine.name;
}
