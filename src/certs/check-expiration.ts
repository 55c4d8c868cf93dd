import type { HostView } from "../host/host.ts";
import { parseKubeconfig } from "../manifests/parse-kubeconfig.ts";
import { filesAt, secretOf, textOf } from "../phases/issuing-files.ts";
import { authorityFiles } from "../pki/catalog.ts";
import { parseCertificate } from "../pki/certificate.ts";
import type { AuthorityId } from "../pki/certificate-spec.ts";

/** When one certificate begins and ends. */
export interface Expiration {
  readonly name: string;
  /** null when the file is not there. */
  readonly begins: Date | null;
  /** null when the file is not there. */
  readonly expires: Date | null;
  /** The authority that signs it has its key elsewhere: it cannot be renewed here. */
  readonly externallyManaged: boolean;
}

export interface LeafExpiration extends Expiration {
  readonly authority: AuthorityId;
}

/** When the certificates of a control plane end. */
export interface ExpirationInfo {
  readonly now: Date;
  /** By name, as kubeadm lists them. */
  readonly certificates: readonly LeafExpiration[];
  readonly authorities: readonly Expiration[];
}

export interface ExpirationPlaces {
  readonly certificatesDir: string;
  readonly kubernetesDir: string;
  readonly now: Date;
}

/** What is renewed by itself or by `certs renew`, by kubeadm's names; "@" stands for the certificates directory, "~" for /etc/kubernetes. */
const leaves: readonly { readonly name: string; readonly file: string; readonly authority: AuthorityId }[] = [
  { name: "admin.conf", file: "~/admin.conf", authority: "ca" },
  { name: "apiserver", file: "@/apiserver.crt", authority: "ca" },
  { name: "apiserver-etcd-client", file: "@/apiserver-etcd-client.crt", authority: "etcd-ca" },
  { name: "apiserver-kubelet-client", file: "@/apiserver-kubelet-client.crt", authority: "ca" },
  { name: "controller-manager.conf", file: "~/controller-manager.conf", authority: "ca" },
  { name: "etcd-healthcheck-client", file: "@/etcd/healthcheck-client.crt", authority: "etcd-ca" },
  { name: "etcd-peer", file: "@/etcd/peer.crt", authority: "etcd-ca" },
  { name: "etcd-server", file: "@/etcd/server.crt", authority: "etcd-ca" },
  { name: "front-proxy-client", file: "@/front-proxy-client.crt", authority: "front-proxy-ca" },
  { name: "scheduler.conf", file: "~/scheduler.conf", authority: "ca" },
  { name: "super-admin.conf", file: "~/super-admin.conf", authority: "ca" },
];
const authorityIds: readonly AuthorityId[] = ["ca", "etcd-ca", "front-proxy-ca"];

/** Looks at every certificate of a control plane, whoever made it. KubewrightError CERTIFICATE_UNREADABLE or KUBECONFIG_UNREADABLE for a file that is broken; one that is missing is told as missing. */
export async function checkExpiration(view: HostView, places: ExpirationPlaces): Promise<ExpirationInfo> {
  const at = (file: string): string => file.replace(/^@/, places.certificatesDir).replace(/^~/, places.kubernetesDir);
  const certificateOf = (id: AuthorityId): string => at(`@/${authorityFiles[id]}.crt`);
  const keyOf = (id: AuthorityId): string => at(`@/${authorityFiles[id]}.key`);
  const files = await filesAt(view, [
    ...leaves.map(({ file }) => at(file)),
    ...authorityIds.flatMap((id) => [certificateOf(id), keyOf(id)]),
  ]);
  const external = (id: AuthorityId): boolean => files.has(certificateOf(id)) && !files.has(keyOf(id));
  const validity = (path: string): Pick<Expiration, "begins" | "expires"> => {
    const file = files.get(path);
    if (file === undefined) return { begins: null, expires: null };
    const isKubeconfig = path.endsWith(".conf");
    const text = isKubeconfig ? (parseKubeconfig(secretOf(file), path).clientCertificate ?? "") : textOf(file);
    const { notBefore, notAfter } = parseCertificate(text, path);
    return { begins: notBefore, expires: notAfter };
  };
  return {
    now: places.now,
    certificates: leaves.map(({ name, file, authority }) => ({
      name,
      authority,
      ...validity(at(file)),
      externallyManaged: external(authority),
    })),
    authorities: authorityIds.map((id) => ({
      name: id,
      ...validity(certificateOf(id)),
      externallyManaged: external(id),
    })),
  };
}
