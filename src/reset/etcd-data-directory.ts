import { defaultEtcdDataDir, manifestsDir } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import { readStaticPod } from "../manifests/read-static-pod.ts";
import { believed } from "../phases/certificates-directory.ts";
import { reveal } from "../secret.ts";

const manifest = `${manifestsDir}/etcd.yaml`;

/** The volume under whose name kubeadm and this tool mount etcd's data; kubeadm's reset goes by it. */
const volume = "etcd-data";

/**
 * Where this machine's etcd keeps its data: as its manifest says, else the usual place. Only an absolute path below two
 * directories is believed. Null where no member was set up as a static Pod by kubeadm or this tool: what lies in
 * /var/lib/etcd is then somebody else's, an external etcd's for one.
 */
export async function etcdDataDirectory(view: HostView): Promise<string | null> {
  const file = (await view.read([manifest])).get(manifest);
  if (file?.type !== "file") return null;
  const pod = readStaticPod(reveal(file.content));
  return believed(pod?.hostPath(volume) ?? pod?.argument("data-dir")) ?? defaultEtcdDataDir;
}
