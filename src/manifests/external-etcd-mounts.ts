import { posix } from "node:path";
import type { ClusterConfiguration, HostPathMount } from "../config/v1beta4.ts";
import { hostCaDirectories, systemCaDirectory } from "../constants/paths.ts";
import { compare } from "./arguments.ts";
import { directoryMount } from "./host-path-volumes.ts";

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory.replace(/\/$/, "")}/`);
}

/** The directories of an external etcd's certificates that no other mount brings: "etcd-certs-0", "etcd-certs-1", … by path. */
export function externalEtcdMounts(cluster: ClusterConfiguration): HostPathMount[] {
  const { external } = cluster.etcd;
  if (external === undefined) return [];
  const mounted = [cluster.certificatesDir, systemCaDirectory, ...hostCaDirectories];
  const wanted = [external.caFile, external.certFile, external.keyFile]
    .filter((file) => file !== "")
    .map((file) => posix.dirname(file))
    .filter((directory) => !mounted.some((parent) => isWithin(directory, parent)));
  const outermost = [...new Set(wanted)].filter(
    (directory, _, all) => !all.some((other) => other !== directory && isWithin(directory, other)),
  );
  return outermost.sort(compare).map((directory, index) => directoryMount(`etcd-certs-${index}`, directory));
}
