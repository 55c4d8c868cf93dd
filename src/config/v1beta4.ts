/**
 * kubeadm.k8s.io/v1beta4 as it is after defaulting: what every other room reads. Field names are kubeadm's.
 * A field is optional here only where "not set" means something else than every value.
 */

import type { Argument, ClusterConfiguration } from "./v1beta4-cluster.ts";

export type * from "./v1beta4-cluster.ts";

/** core/v1 Taint. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface NodeRegistration {
  readonly name: string;
  /** With its scheme: "unix:///var/run/containerd/containerd.sock". */
  readonly criSocket: string;
  /** undefined: kubeadm's own taint on control planes, none on workers. [] means none. */
  readonly taints: readonly Taint[] | undefined;
  readonly kubeletExtraArgs: readonly Argument[];
  readonly ignorePreflightErrors: readonly string[];
  readonly imagePullPolicy: "Always" | "IfNotPresent" | "Never";
  readonly imagePullSerial: boolean;
}

export interface LocalApiEndpoint {
  readonly advertiseAddress: string;
  readonly bindPort: number;
  /** True when the file or a flag named the address; false when it was found out. The kubelet's --node-ip follows from it. */
  readonly advertiseAddressGiven: boolean;
}

export interface BootstrapToken {
  /** "abcdef.0123456789abcdef" */
  readonly token: string;
  readonly description: string;
  /** Milliseconds; 0 never expires. */
  readonly ttl: number;
  readonly usages: readonly string[];
  readonly groups: readonly string[];
}

/** Milliseconds each. */
export interface Timeouts {
  readonly controlPlaneComponentHealthCheck: number;
  readonly kubeletHealthCheck: number;
  readonly kubernetesAPICall: number;
  readonly etcdAPICall: number;
  readonly tlsBootstrap: number;
  readonly discovery: number;
  readonly upgradeManifests: number;
}

/** Where patches for the files that are written lie. */
export interface Patches {
  readonly directory: string;
}

export interface InitConfiguration {
  readonly bootstrapTokens: readonly BootstrapToken[];
  readonly dryRun: boolean;
  readonly nodeRegistration: NodeRegistration;
  readonly localAPIEndpoint: LocalApiEndpoint;
  /** 64 hex digits, or "" when none was given. */
  readonly certificateKey: string;
  readonly skipPhases: readonly string[];
  /** undefined: no patches. */
  readonly patches?: Patches | undefined;
  readonly timeouts: Timeouts;
}

export type Discovery =
  | {
      readonly kind: "token";
      readonly token: string;
      readonly apiServerEndpoint: string;
      readonly caCertHashes: readonly string[];
      readonly unsafeSkipCAVerification: boolean;
      readonly tlsBootstrapToken: string;
    }
  | { readonly kind: "file"; readonly kubeConfigPath: string; readonly tlsBootstrapToken: string };

export interface JoinConfiguration {
  readonly dryRun: boolean;
  readonly nodeRegistration: NodeRegistration;
  readonly caCertPath: string;
  readonly discovery: Discovery;
  readonly controlPlane: { readonly localAPIEndpoint: LocalApiEndpoint; readonly certificateKey: string } | undefined;
  readonly skipPhases: readonly string[];
  /** undefined: no patches. */
  readonly patches?: Patches | undefined;
  readonly timeouts: Timeouts;
}

export interface ResetConfiguration {
  readonly cleanupTmpDir: boolean;
  readonly certificatesDir: string;
  readonly criSocket: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly ignorePreflightErrors: readonly string[];
  readonly skipPhases: readonly string[];
  readonly unmountFlags: readonly string[];
  readonly timeouts: Timeouts;
}

/** KubeletConfiguration and KubeProxyConfiguration are carried whole, with kubeadm's defaults filled in. */
export type ComponentConfiguration = Readonly<Record<string, unknown>> & {
  readonly apiVersion: string;
  readonly kind: string;
};

/** What `init` is to make. */
export interface InitIntent {
  readonly init: InitConfiguration;
  readonly cluster: ClusterConfiguration;
  readonly kubelet: ComponentConfiguration;
  readonly kubeProxy: ComponentConfiguration;
}
