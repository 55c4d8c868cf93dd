import { unsupportedCluster } from "../../config/unsupported.ts";
import { labels } from "../../constants/labels.ts";
import { bootstrapKubeletConf, kubeletConf } from "../../constants/paths.ts";
import type { KubeObject } from "../../engine/object-store.ts";
import { type ErrorParts, exitCodes, KubewrightError } from "../../errors.ts";
import { condition } from "../../kube/waits.ts";
import { staticPodPath } from "../../manifests/static-pods.ts";
import type { Candidate } from "./candidate.ts";
import type { ThisCluster } from "./this-cluster.ts";

/** Why a machine must not become the node it would become; undefined when nothing is against it. Nothing is changed by then. */
export async function refusal(
  candidate: Candidate,
  others: readonly Candidate[],
  here: ThisCluster,
): Promise<KubewrightError | undefined> {
  const { node, host } = candidate;
  const manifest = staticPodPath("kube-apiserver");
  const files = await host.read([kubeletConf, bootstrapKubeletConf, manifest]);
  const isNodeAlready = files.has(kubeletConf) || files.has(bootstrapKubeletConf);
  if (node.name === here.node.name) return isThisHost(candidate);
  const namesake = others.find((other) => other !== candidate && other.node.name === node.name);
  if (namesake !== undefined) return sameName(candidate, namesake);
  const live = here.nodes.find(({ metadata }) => metadata.name === node.name);
  if (!isNodeAlready && live !== undefined && condition(live, "Ready")?.status === "True") return nameTaken(node.name);
  const neighbour = neighbourAt(node.address, node.name, others, here);
  if (neighbour !== undefined) return addressTaken(candidate, neighbour);
  if (node.role === "worker" && files.has(manifest)) return isControlPlaneAlready(node.name);
  if (node.role === "worker") return undefined;
  const isWorker = isNodeAlready && live !== undefined && !files.has(manifest) && !isMarked(live);
  return isWorker ? isWorkerAlready(node.name) : controlPlaneRefusal(here);
}

/** The mark of a control plane; one that lost its files has it all the same. */
function isMarked({ metadata }: KubeObject): boolean {
  return Object.hasOwn(Object(metadata["labels"]), labels.controlPlane);
}

/** Another node at the same address: the network card that Vagrant's machines have in common, for one. */
function neighbourAt(
  address: string,
  name: string,
  others: readonly Candidate[],
  { nodes }: ThisCluster,
): string | undefined {
  const live = nodes.find((node) => node.metadata.name !== name && addressesOf(node).includes(address));
  return live?.metadata.name ?? others.find((one) => one.node.name !== name && one.node.address === address)?.node.name;
}

function addressesOf(node: KubeObject): readonly string[] {
  const status = node["status"] as { readonly addresses?: unknown } | undefined;
  const list: readonly unknown[] = Array.isArray(status?.addresses) ? status.addresses : [];
  return list.flatMap((one) => {
    const { type, address } = one as { readonly type?: unknown; readonly address?: unknown };
    return type === "InternalIP" && typeof address === "string" ? [address] : [];
  });
}

function controlPlaneRefusal({ cluster }: ThisCluster): KubewrightError | undefined {
  if (cluster.etcd.external !== undefined) {
    return inTheWay("SSH_JOIN_EXTERNAL_ETCD", {
      what: "This cluster's etcd runs elsewhere, and this release adds no control plane to such a cluster yet.",
      next: "Use kubeadm for the control planes of this cluster: kubeadm join --control-plane on the host itself. Workers join with kubewright.",
    });
  }
  const [unsupported] = unsupportedCluster(cluster);
  if (unsupported !== undefined) return unsupported;
  if (cluster.controlPlaneEndpoint !== "") return undefined;
  return inTheWay("CONTROL_PLANE_ENDPOINT_MISSING", {
    what: "This cluster has no address that stands for all its control planes, so that it can have only one.",
    why: "ClusterConfiguration.controlPlaneEndpoint is empty in ConfigMap kube-system/kubeadm-config",
    next: "Join workers, or found the cluster anew with controlPlaneEndpoint: host:port.",
  });
}

function isThisHost({ target, node }: Candidate): KubewrightError {
  return inTheWay("NODE_NAME_TAKEN", {
    what: `${target.text} is called ${node.name}, as this control plane is.`,
    next: "Name another machine, or give that one another name: hostnamectl set-hostname, or --node-name where it is the only one.",
    node: node.name,
  });
}

function sameName({ target, node }: Candidate, other: Candidate): KubewrightError {
  return inTheWay("NODE_NAME_TAKEN", {
    what: `${target.text} and ${other.target.text} are both called ${node.name}.`,
    next: "If they are two machines, give one another name: hostnamectl set-hostname. If they are one, name it once.",
    node: node.name,
  });
}

function nameTaken(name: string): KubewrightError {
  return inTheWay("NODE_NAME_TAKEN", {
    what: `A Ready node called ${name} is in the cluster already.`,
    why: "a host that was reset a moment ago still counts as Ready for some 40 seconds",
    next: `If that node is gone, delete it and run the same command again: kubectl delete node ${name}. Else give the host another name: --node-name`,
    node: name,
  });
}

function addressTaken({ target, node }: Candidate, neighbour: string): KubewrightError {
  return inTheWay("NODE_ADDRESS_TAKEN", {
    what: `${target.text} would have the address ${node.address}, which is ${neighbour}'s.`,
    why: "it is that of the default route's network card, and machines behind one NAT often have the same there",
    next: "Name the machine by its address in the network of the nodes, as in --ssh root@10.0.0.22.",
    node: node.name,
  });
}

function isControlPlaneAlready(name: string): KubewrightError {
  return inTheWay("CONTROL_PLANE_ALREADY", {
    what: `${name} is a control plane already, and would be joined as a worker.`,
    next: "Add --control-plane to see that its join is complete. To make it a worker: kubewright reset there first.",
    node: name,
  });
}

function isWorkerAlready(name: string): KubewrightError {
  return inTheWay("WORKER_ALREADY", {
    what: `${name} is a worker of this cluster, and would be joined as a control plane.`,
    next: `Leave --control-plane out to see that its join is complete. To make it a control plane: kubectl drain ${name}, kubewright reset there, kubectl delete node ${name}, then the same command again.`,
    node: name,
  });
}

/** Exit code 3, as what a preflight finds. */
function inTheWay(code: string, parts: ErrorParts): KubewrightError {
  return new KubewrightError(code, { ...parts, exitCode: exitCodes.preflight });
}
