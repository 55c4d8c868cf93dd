import type {
  Argument,
  ClusterConfiguration,
  InitConfiguration,
  JoinConfiguration,
  LocalApiEndpoint,
  NodeRegistration,
  Taint,
} from "../config/v1beta4.ts";
import { featureGates } from "../constants/feature-gates.ts";
import type { ManifestPatch } from "./patch-file.ts";

/** What a kubelet's files follow from, besides the KubeletConfiguration. */
export interface KubeletNode {
  readonly name: string;
  /** What the machine calls itself; a different name becomes --hostname-override. */
  readonly hostname: string;
  /** With its scheme. */
  readonly criSocket: string;
  /** The address by which the node is known, where somebody named it; becomes --node-ip. */
  readonly nodeIp?: string;
  /** Taints the kubelet registers itself with: a worker's. A control plane is marked through the API. */
  readonly registerTaints: readonly Taint[];
  readonly extraArgs: readonly Argument[];
  /** Feature gate NodeLocalCRISocket. */
  readonly nodeLocalCriSocket: boolean;
  /** Where systemd-resolved runs: /run/systemd/resolve/resolv.conf. */
  readonly resolvConf?: string;
  readonly patches?: readonly ManifestPatch[];
}

/** What the machine itself adds. */
export interface KubeletMachine {
  readonly hostname: string;
  readonly resolvConf?: string;
  readonly patches?: readonly ManifestPatch[];
}

/** Feature gate NodeLocalCRISocket of a cluster. */
function usesNodeLocalCriSocket(cluster: Pick<ClusterConfiguration, "featureGates">): boolean {
  return cluster.featureGates["NodeLocalCRISocket"] ?? featureGates.NodeLocalCRISocket;
}

function kubeletNode(
  registration: NodeRegistration,
  cluster: Pick<ClusterConfiguration, "featureGates">,
  machine: KubeletMachine,
  endpoint: LocalApiEndpoint | undefined,
): KubeletNode {
  return {
    ...machine,
    name: registration.name,
    criSocket: registration.criSocket,
    ...(endpoint?.advertiseAddressGiven === true ? { nodeIp: endpoint.advertiseAddress } : {}),
    registerTaints: endpoint === undefined ? (registration.taints ?? []) : [],
    extraArgs: registration.kubeletExtraArgs,
    nodeLocalCriSocket: usesNodeLocalCriSocket(cluster),
  };
}

/** The kubelet of the node that `init` runs on. */
export function initKubeletNode(
  init: InitConfiguration,
  cluster: Pick<ClusterConfiguration, "featureGates">,
  machine: KubeletMachine,
): KubeletNode {
  return kubeletNode(init.nodeRegistration, cluster, machine, init.localAPIEndpoint);
}

/** The kubelet of a node that joins, as a control plane or as a worker. */
export function joinKubeletNode(
  join: JoinConfiguration,
  cluster: Pick<ClusterConfiguration, "featureGates">,
  machine: KubeletMachine,
): KubeletNode {
  return kubeletNode(join.nodeRegistration, cluster, machine, join.controlPlane?.localAPIEndpoint);
}
