import { defaultEtcdDataDir, manifestsDir } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import { reveal } from "../secret.ts";

const manifest = `${manifestsDir}/etcd.yaml`;

/** Where this machine's etcd keeps its data: as its manifest says, else the usual place. Only an absolute path below two directories is believed. */
export async function etcdDataDirectory(view: HostView): Promise<string> {
  const file = (await view.read([manifest])).get(manifest);
  const named = file?.type === "file" ? /--data-dir=(\S+)/.exec(reveal(file.content))?.[1] : undefined;
  return named !== undefined && /^\/[^/]+\/[^/]+/.test(named) && !named.includes("..") ? named : defaultEtcdDataDir;
}
