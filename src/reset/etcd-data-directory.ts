import { defaultEtcdDataDir, manifestsDir } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import { reveal } from "../secret.ts";

const manifest = `${manifestsDir}/etcd.yaml`;

/**
 * Where this machine's etcd keeps its data: as its manifest says, else the usual place. Only an absolute path below two
 * directories is believed. Null where no member was set up as a static Pod by kubeadm or this tool: what lies in
 * /var/lib/etcd is then somebody else's, an external etcd's for one.
 */
export async function etcdDataDirectory(view: HostView): Promise<string | null> {
  const file = (await view.read([manifest])).get(manifest);
  if (file?.type !== "file") return null;
  const named = /--data-dir=([^\s"']+)/.exec(reveal(file.content))?.[1];
  return named !== undefined && /^\/[^/]+\/[^/]+/.test(named) && !named.includes("..") ? named : defaultEtcdDataDir;
}
