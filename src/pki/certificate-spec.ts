import type { AlternativeNames } from "./alternative-names.ts";
import type { DistinguishedName } from "./distinguished-name.ts";

/** What a certificate may be used for: to answer as a server, to ask as a client. */
export type Usage = "server" | "client";

/** The certificate authorities, under kubeadm's phase names. */
export type AuthorityId = "ca" | "front-proxy-ca" | "etcd-ca";

/** What stands in a certificate besides keys, serial and times. */
export interface CertificateContent extends AlternativeNames {
  readonly subject: DistinguishedName;
  /** Empty for an authority. */
  readonly usages: readonly Usage[];
}

/** The certificates under the certificates directory, under kubeadm's phase names. */
export type CertificateId =
  | AuthorityId
  | "apiserver"
  | "apiserver-kubelet-client"
  | "front-proxy-client"
  | "etcd-server"
  | "etcd-peer"
  | "etcd-healthcheck-client"
  | "apiserver-etcd-client";

/** A certificate as a cluster needs it. */
export interface CertificateSpec extends CertificateContent {
  readonly id: CertificateId;
  /** What it is for, as it is shown: "serving certificate of the API server". */
  readonly title: string;
  /** Absolute, without ending: the certificate is there with ".crt", its key with ".key". */
  readonly basePath: string;
  /** Who signs it; null for an authority, which signs itself. */
  readonly signer: AuthorityId | null;
  /** Milliseconds from the run's start to its end. */
  readonly validityMs: number;
}
