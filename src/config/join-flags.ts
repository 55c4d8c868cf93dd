import type { FlagTable } from "./flag-table.ts";

/** The flags of `kubeadm join` as typed, under their names. Those that are not given are not there. */
export interface JoinFlags {
  readonly config?: string;
  readonly "apiserver-advertise-address"?: string;
  readonly "apiserver-bind-port"?: number;
  readonly "certificate-key"?: string;
  readonly "control-plane"?: boolean;
  readonly "cri-socket"?: string;
  readonly "discovery-file"?: string;
  readonly "discovery-token"?: string;
  readonly "discovery-token-ca-cert-hash"?: readonly string[];
  readonly "discovery-token-unsafe-skip-ca-verification"?: boolean;
  readonly "dry-run"?: boolean;
  readonly "ignore-preflight-errors"?: readonly string[];
  readonly "node-name"?: string;
  readonly patches?: string;
  readonly "skip-phases"?: readonly string[];
  readonly strict?: boolean;
  readonly "tls-bootstrap-token"?: string;
  /** Stands for discovery-token and tls-bootstrap-token where they are not given. */
  readonly token?: string;
  /** A file whose content is the token, which then shows in no process list. */
  readonly "token-file"?: string;
}

const join = (...path: readonly string[]) => ({ kind: "JoinConfiguration", path });

/** Where the values of join's flags go. */
export const joinFlags = {
  "apiserver-advertise-address": join("controlPlane", "localAPIEndpoint", "advertiseAddress"),
  "apiserver-bind-port": join("controlPlane", "localAPIEndpoint", "bindPort"),
  "certificate-key": join("controlPlane", "certificateKey"),
  "cri-socket": join("nodeRegistration", "criSocket"),
  "discovery-file": join("discovery", "file", "kubeConfigPath"),
  "discovery-token": join("discovery", "bootstrapToken", "token"),
  "discovery-token-ca-cert-hash": join("discovery", "bootstrapToken", "caCertHashes"),
  "discovery-token-unsafe-skip-ca-verification": join("discovery", "bootstrapToken", "unsafeSkipCAVerification"),
  "dry-run": join("dryRun"),
  "ignore-preflight-errors": join("nodeRegistration", "ignorePreflightErrors"),
  "node-name": join("nodeRegistration", "name"),
  patches: join("patches", "directory"),
  "skip-phases": join("skipPhases"),
  "tls-bootstrap-token": join("discovery", "tlsBootstrapToken"),
} as const satisfies FlagTable;

/** The flags that only a control plane has a use for. */
export const controlPlaneFlags = ["apiserver-advertise-address", "apiserver-bind-port", "certificate-key"] as const;
