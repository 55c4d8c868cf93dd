/** What is the same on every control plane; v1beta4.ts says how its fields are read. */

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
