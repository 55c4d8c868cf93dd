import { loadCluster } from "../config/cluster-load.ts";
import { withModelines } from "../config/json-schema/modeline.ts";
import { exitCodes, KubewrightError } from "../errors.ts";

/** What `new` was told. */
export interface NewCluster {
  readonly name: string;
  /** Addresses, or name=address. */
  readonly controlPlanes: readonly string[];
  readonly workers: readonly string[];
  /** undefined: as ~/.ssh/config says. */
  readonly user: string | undefined;
  readonly endpoint: string | undefined;
  readonly podSubnet: string;
}

/**
 * A commented cluster file that `apply` accepts. Throws NEW_NO_CONTROL_PLANE without an address for one, and what reading
 * the file would throw, exit code 2, when an address, a name or a network is none.
 */
export function newClusterText(wanted: NewCluster): string {
  if (wanted.controlPlanes.length === 0) {
    throw new KubewrightError("NEW_NO_CONTROL_PLANE", {
      what: "A cluster needs at least one control plane.",
      next: "Name its address: kubewright new --control-planes 10.0.0.11 --workers 10.0.0.21,10.0.0.22",
      exitCode: exitCodes.usage,
    });
  }
  const text = withModelines(documents(wanted));
  loadCluster({ source: { name: "the file that this would make", text }, strict: true });
  return text;
}

function documents(wanted: NewCluster): string {
  const nodes = [
    ...wanted.controlPlanes.map((text, index) => nodeLine(text, "cp", index, "control-plane")),
    ...wanted.workers.map((text, index) => nodeLine(text, "w", index, "worker")),
  ];
  const ssh = wanted.user === undefined ? "{}" : `{user: ${scalar(wanted.user)}}`;
  return `# A Kubernetes cluster. Look first: kubewright plan -f FILE. Make it: kubewright apply -f FILE. Run apply again after
# every change here, and after every accident.
apiVersion: kubewright.dev/v1alpha1
kind: Cluster
metadata:
  name: ${scalar(wanted.name)}
spec:
  # How the machines are reached; what is left out, ~/.ssh/config decides: user, port, identityFile, proxyJump, sudo.
  ssh: ${ssh}
  # address is where the nodes reach each other. Each node may have its own ssh, labels, taints, kubeletExtraArgs.
  nodes:
${nodes.join("\n")}
  # A load balancer of your own before the API servers: {kind: external, address: lb.example.com:6443}.
  loadBalancer: {kind: none}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
# Where the whole control plane is reached. It cannot be changed later, so a name of your own is best.
${endpointLine(wanted)}
networking:
  podSubnet: ${scalar(wanted.podSubnet)}
`;
}

/** A word of YAML: as it is where every reader takes it for the same text, else between quotes. */
function scalar(text: string): string {
  const isPlain = /^[a-z][a-z0-9./-]*$/i.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain || /^\d+(\.\d+){3}(\/\d+)?$/.test(text) ? text : JSON.stringify(text);
}

function nodeLine(text: string, prefix: string, index: number, role: string): string {
  const [first = "", second] = text.split("=");
  const name = second === undefined ? `${prefix}${index + 1}` : first;
  return `    - {name: ${scalar(name)}, role: ${role}, address: ${scalar(second ?? first)}}`;
}

function endpointLine({ endpoint, controlPlanes }: NewCluster): string {
  if (endpoint !== undefined) return `controlPlaneEndpoint: ${scalar(endpoint)}`;
  const [first = ""] = controlPlanes;
  const address = first.split("=").at(-1) ?? "";
  const server = `${address.includes(":") ? `[${address}]` : address}:6443`;
  if (controlPlanes.length > 1)
    return `# This is the first control plane's: the others do not help when it is away.\ncontrolPlaneEndpoint: ${scalar(server)}`;
  return `# controlPlaneEndpoint: api.example.com:6443`;
}
