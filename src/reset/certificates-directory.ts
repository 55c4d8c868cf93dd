import { manifestsDir } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import { reveal } from "../secret.ts";

const manifest = `${manifestsDir}/kube-apiserver.yaml`;

/** The volume under whose name kubeadm and this tool mount the certificates, and nothing else, as both write it. */
const volume = /hostPath:\s+path: ["']?([^\s"']+)["']?\s+type: DirectoryOrCreate\s+name: k8s-certs\s/;

/** Where this machine's control plane has its certificates, as its API server's manifest says; undefined where none tells. Only an absolute path below two directories is believed. */
export async function certificatesDirectory(view: HostView): Promise<string | undefined> {
  const file = (await view.read([manifest])).get(manifest);
  if (file?.type !== "file") return undefined;
  const named = volume.exec(reveal(file.content))?.[1];
  return named !== undefined && /^\/[^/]+\/[^/]+/.test(named) && !named.includes("..") ? named : undefined;
}
