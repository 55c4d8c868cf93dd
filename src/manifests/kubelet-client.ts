import { posix } from "node:path";
import { kubeletClientCurrent, kubeletPkiDir } from "../constants/paths.ts";
import type { FileTree } from "../host/host.ts";
import { reveal, Secret } from "../secret.ts";
import { kubeconfig } from "./kubeconfig.ts";

/** A kubelet's client certificate and its key, in PEM. */
export interface KubeletClient {
  readonly certificate: string;
  readonly key: Secret;
  /** When it was made: part of the file's name. */
  readonly now: Date;
  /** Where the kubelet keeps its certificates (--cert-dir); /var/lib/kubelet/pki when left out. */
  readonly directory?: string;
}

/** The link in the kubelet's directory of certificates that leads to the newest. */
export function currentKubeletClient(directory: string): string {
  return `${directory}/${posix.basename(kubeletClientCurrent)}`;
}

/** The kubelet's own form: one file of certificate and key (mode 0600) named after the time, and the link by which the kubelet finds and later rotates it. The file comes before the link. */
export function kubeletClientFiles({ certificate, key, now, directory = kubeletPkiDir }: KubeletClient): FileTree {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[T:]/g, "-");
  const path = `${directory}/kubelet-client-${stamp}.pem`;
  const content = new Secret(certificate + reveal(key));
  return new Map([
    [path, { type: "file", content, mode: 0o600, owner: "0:0" }],
    [currentKubeletClient(directory), { type: "symlink", target: path }],
  ]);
}

/** kubelet.conf as the kubelet writes it on a joining worker: it leads to `server` with the certificate behind the link. */
export function joinedKubeletConf(server: string, caCertificate: string): Secret {
  return kubeconfig({
    clusterName: "default-cluster",
    contextName: "default-context",
    namespace: "default",
    user: "default-auth",
    server,
    caCertificate,
    credentials: { certificateFile: kubeletClientCurrent, keyFile: kubeletClientCurrent },
  });
}
