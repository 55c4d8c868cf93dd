/**
 * kubeadm.k8s.io/v1beta4 as it is after defaulting: what every other room reads. Field names are kubeadm's.
 * A field is optional here only where "not set" means something else than every value.
 */

/** `{name: "v", value: "4"}`: a command-line flag without its dashes. Names may repeat. */
export interface Argument {
  readonly name: string;
  readonly value: string;
}

/** core/v1 EnvVar, carried as written. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: object;
}

export interface HostPathMount {
  readonly name: string;
  readonly hostPath: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly pathType: string;
}

export interface ControlPlaneComponent {
  readonly extraArgs: readonly Argument[];
  readonly extraVolumes: readonly HostPathMount[];
  readonly extraEnvs: readonly EnvironmentVariable[];
}

export interface ApiServer extends ControlPlaneComponent {
  readonly certSANs: readonly string[];
}

export interface LocalEtcd {
  readonly imageRepository: string;
  readonly imageTag: string;
  readonly dataDir: string;
  readonly extraArgs: readonly Argument[];
  readonly extraEnvs: readonly EnvironmentVariable[];
  readonly serverCertSANs: readonly string[];
  readonly peerCertSANs: readonly string[];
}

export interface ExternalEtcd {
  readonly endpoints: readonly string[];
  readonly httpEndpoints: readonly string[];
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export type EncryptionAlgorithm = "RSA-2048" | "RSA-3072" | "RSA-4096" | "ECDSA-P256" | "ECDSA-P384";

export interface ClusterConfiguration {
  readonly etcd:
    | { readonly local: LocalEtcd; readonly external?: undefined }
    | { readonly external: ExternalEtcd; readonly local?: undefined };
  readonly networking: { readonly serviceSubnet: string; readonly podSubnet: string; readonly dnsDomain: string };
  /** With its "v": "v1.36.3". */
  readonly kubernetesVersion: string;
  /** "host:port", or "" when there is none. */
  readonly controlPlaneEndpoint: string;
  readonly apiServer: ApiServer;
  readonly controllerManager: ControlPlaneComponent;
  readonly scheduler: ControlPlaneComponent;
  readonly dns: { readonly imageRepository: string; readonly imageTag: string; readonly disabled: boolean };
  readonly proxy: { readonly disabled: boolean };
  readonly certificatesDir: string;
  readonly imageRepository: string;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly clusterName: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  /** Milliseconds. */
  readonly certificateValidityPeriod: number;
  /** Milliseconds. */
  readonly caCertificateValidityPeriod: number;
}

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
