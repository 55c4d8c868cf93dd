import type { EnvironmentVariable, LocalApiEndpoint } from "../config/v1beta4.ts";
import type { ManifestPatch } from "./patch-file.ts";

/** Who is in an etcd cluster when a member starts for the first time. */
export interface EtcdInitialCluster {
  /** All members with the starting one, in the order in which they are printed. */
  readonly members: readonly { readonly name: string; readonly peerUrl: string }[];
  /** "new": all members start together. "existing": the member was added to a running cluster. */
  readonly state: "new" | "existing";
  /** Keeps members of one founding from those of another. etcd's own default when left out. */
  readonly token?: string;
}

/** What the static Pods of one control plane follow from, besides the ClusterConfiguration. */
export interface ControlPlaneNode {
  readonly name: string;
  readonly endpoint: Pick<LocalApiEndpoint, "advertiseAddress" | "bindPort">;
  /** timeouts.controlPlaneComponentHealthCheck, milliseconds. */
  readonly healthCheckMs: number;
  /** Those of constants/paths hostCaDirectories that exist on the node. */
  readonly caDirectories: readonly string[];
  /** See environment.ts. */
  readonly proxyEnvironment: readonly EnvironmentVariable[];
  /** True when the cluster's ca.key is kept elsewhere: the controller-manager then signs nothing. */
  readonly externalCa: boolean;
  /** The member alone, new, when left out. */
  readonly etcd?: EtcdInitialCluster;
  /** Changes the user wants in the manifests of this node, in order. */
  readonly patches?: readonly ManifestPatch[];
}
