import { manifestsDir } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import { readStaticPod } from "../manifests/read-static-pod.ts";
import { reveal } from "../secret.ts";

const manifest = `${manifestsDir}/kube-apiserver.yaml`;

/** The volume under whose name kubeadm and this tool mount the certificates into the API server. */
const volume = "k8s-certs";

/** Where this machine's control plane has its certificates, as its API server's manifest says; undefined where none tells. Only an absolute path below two directories is believed. */
export async function certificatesDirectory(view: HostView): Promise<string | undefined> {
  const file = (await view.read([manifest])).get(manifest);
  if (file?.type !== "file") return undefined;
  return believed(readStaticPod(reveal(file.content))?.hostPath(volume));
}

/** The path, unless it could be a directory that others share. */
export function believed(path: string | undefined): string | undefined {
  return path !== undefined && /^\/[^/]+\/[^/]+/.test(path) && !path.includes("..") ? path : undefined;
}
