import type { HostPathMount } from "../config/v1beta4.ts";
import { hostCaDirectories, systemCaDirectory } from "../constants/paths.ts";
import { compare } from "./arguments.ts";

/** A directory of the host under its own path, read-only unless said otherwise. */
export function directoryMount(name: string, path: string, readOnly = true): HostPathMount {
  return { name, hostPath: path, mountPath: path, readOnly, pathType: "DirectoryOrCreate" };
}

/** A file of the host under its own path, read-only. */
export function fileMount(name: string, path: string): HostPathMount {
  return { name, hostPath: path, mountPath: path, readOnly: true, pathType: "FileOrCreate" };
}

/** The host's trusted certificates: /etc/ssl/certs and those of the other places that exist there. */
export function caMounts(existing: readonly string[]): HostPathMount[] {
  const others = hostCaDirectories
    .filter((directory) => existing.includes(directory))
    .map((directory) => directoryMount(directory.slice(1).replaceAll("/", "-"), directory));
  return [directoryMount("ca-certs", systemCaDirectory), ...others];
}

/** The defaults and the user's as one list, sorted by name; a name the user repeats is the user's. */
export function mergeMounts(defaults: readonly HostPathMount[], extra: readonly HostPathMount[]): HostPathMount[] {
  const merged = new Map([...defaults, ...extra].map((mount) => [mount.name, mount]));
  return [...merged.values()].sort((left, right) => compare(left.name, right.name));
}

/** The entry of a container's volumeMounts. */
export function volumeMount(mount: HostPathMount): object {
  const { name, mountPath, readOnly } = mount;
  return readOnly ? { mountPath, name, readOnly } : { mountPath, name };
}

/** The entry of a Pod's volumes. */
export function volume(mount: HostPathMount): object {
  return { hostPath: { path: mount.hostPath, type: mount.pathType }, name: mount.name };
}
