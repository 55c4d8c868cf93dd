import type {
  ClusterConfiguration,
  ComponentConfiguration,
  InitIntent,
  LocalApiEndpoint,
  NodeRegistration,
  Timeouts,
} from "./v1beta4.ts";

export type NodeRole = "control-plane" | "worker";

/** How a machine is reached. What is left out, ~/.ssh/config decides. */
export interface NodeSsh {
  /** What one would type after `ssh`. */
  readonly address: string;
  readonly user?: string;
  readonly port?: number;
  readonly identityFile?: string;
  readonly proxyJump?: string;
  readonly configFile?: string;
  readonly sudo?: boolean;
}

/** One node of a cluster file. */
export interface NodeIntent {
  readonly name: string;
  readonly role: NodeRole;
  /** The IP address at which its peers reach it. */
  readonly address: string;
  readonly ssh: NodeSsh;
  readonly registration: NodeRegistration;
  /** True when somebody named the container runtime's socket; otherwise the machine is asked. */
  readonly criSocketGiven: boolean;
  /** The API server of a control plane; undefined on a worker. */
  readonly endpoint: LocalApiEndpoint | undefined;
  /** Labels the file names for this node. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timeouts: Timeouts;
}

/** A control plane of a cluster file. */
export interface ControlPlaneIntent extends NodeIntent {
  readonly role: "control-plane";
  readonly endpoint: LocalApiEndpoint;
}

/** A whole cluster as its file describes it. */
export interface ClusterIntent {
  readonly name: string;
  readonly cluster: ClusterConfiguration;
  readonly kubelet: ComponentConfiguration;
  readonly kubeProxy: ComponentConfiguration;
  /** Which component configurations the user wrote: the others carry kubeadm's hash in the cluster. */
  readonly userSupplied: { readonly kubelet: boolean; readonly kubeProxy: boolean };
  /** False when the file leaves the version to the cluster. */
  readonly isVersionGiven: boolean;
  /** In the order of the file; at least one is a control plane. */
  readonly nodes: readonly NodeIntent[];
}

export function isControlPlane(node: NodeIntent): node is ControlPlaneIntent {
  return node.endpoint !== undefined;
}

/** The control planes in the order of the file. */
export function controlPlanesOf(intent: ClusterIntent): readonly ControlPlaneIntent[] {
  return intent.nodes.filter(isControlPlane);
}

/** One control plane as `init` would see it: the phases that both share take it so. */
export function initIntentOf(intent: ClusterIntent, node: ControlPlaneIntent): InitIntent {
  return {
    init: {
      bootstrapTokens: [],
      dryRun: false,
      nodeRegistration: node.registration,
      localAPIEndpoint: node.endpoint,
      certificateKey: "",
      skipPhases: [],
      timeouts: node.timeouts,
    },
    cluster: intent.cluster,
    kubelet: intent.kubelet,
    kubeProxy: intent.kubeProxy,
  };
}
