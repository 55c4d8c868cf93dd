import type { FlagTable } from "./flag-table.ts";

/** The flags of `kubeadm init` as typed, under their names. Those that are not given are not there. */
export interface InitFlags {
  readonly config?: string;
  readonly "apiserver-advertise-address"?: string;
  readonly "apiserver-bind-port"?: number;
  readonly "apiserver-cert-extra-sans"?: readonly string[];
  readonly "cert-dir"?: string;
  readonly "certificate-key"?: string;
  readonly "control-plane-endpoint"?: string;
  readonly "cri-socket"?: string;
  readonly "dry-run"?: boolean;
  /** "NodeLocalCRISocket=true,PublicKeysECDSA=true" */
  readonly "feature-gates"?: string;
  readonly "ignore-preflight-errors"?: readonly string[];
  readonly "image-repository"?: string;
  readonly kubeconfig?: string;
  readonly "kubeconfig-dir"?: string;
  readonly "kubernetes-version"?: string;
  readonly "node-name"?: string;
  readonly patches?: string;
  readonly "pod-network-cidr"?: string;
  readonly "print-manifest"?: boolean;
  readonly "service-cidr"?: string;
  readonly "service-dns-domain"?: string;
  readonly "skip-certificate-key-print"?: boolean;
  readonly "skip-phases"?: readonly string[];
  readonly "skip-token-print"?: boolean;
  readonly strict?: boolean;
  readonly token?: string;
  readonly "token-ttl"?: string;
  readonly "upload-certs"?: boolean;
}

const init = (...path: readonly (string | number)[]) => ({ kind: "InitConfiguration", path });
const cluster = (...path: readonly (string | number)[]) => ({ kind: "ClusterConfiguration", path });

/** Where the values of init's flags go. Flags that are not here concern the run, not the configuration. */
export const initFlags = {
  "apiserver-advertise-address": init("localAPIEndpoint", "advertiseAddress"),
  "apiserver-bind-port": init("localAPIEndpoint", "bindPort"),
  "apiserver-cert-extra-sans": cluster("apiServer", "certSANs"),
  "cert-dir": cluster("certificatesDir"),
  "certificate-key": init("certificateKey"),
  "control-plane-endpoint": cluster("controlPlaneEndpoint"),
  "cri-socket": init("nodeRegistration", "criSocket"),
  "dry-run": init("dryRun"),
  "feature-gates": cluster("featureGates"),
  "ignore-preflight-errors": init("nodeRegistration", "ignorePreflightErrors"),
  "image-repository": cluster("imageRepository"),
  "kubernetes-version": cluster("kubernetesVersion"),
  "node-name": init("nodeRegistration", "name"),
  patches: init("patches", "directory"),
  "pod-network-cidr": cluster("networking", "podSubnet"),
  "service-cidr": cluster("networking", "serviceSubnet"),
  "service-dns-domain": cluster("networking", "dnsDomain"),
  "skip-phases": init("skipPhases"),
  token: init("bootstrapTokens", 0, "token"),
  "token-ttl": init("bootstrapTokens", 0, "ttl"),
} as const satisfies FlagTable;
