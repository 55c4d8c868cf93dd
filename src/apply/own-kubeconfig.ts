import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { exitCodes, KubewrightError } from "../errors.ts";
import { textState } from "../host/file-state.ts";
import type { Host } from "../host/host.ts";
import type { Io } from "../io.ts";
import { mergedKubeconfig } from "../manifests/merged-kubeconfig.ts";
import { reveal, type Secret } from "../secret.ts";

/** As many links as Linux itself follows. */
const mostLinks = 40;

/**
 * Puts a cluster beside what the user's own kubeconfig holds: the first file of KUBECONFIG, else ~/.kube/config. A link stays one:
 * the file that it leads to is written. Gives the file's path and the context, which is the current one then. Error KUBECONFIG_UNREADABLE.
 */
export async function mergeIntoOwn(
  local: Host,
  env: Io["env"],
  added: Secret,
  name: string,
): Promise<{ readonly path: string; readonly context: string }> {
  const [first] = (env["KUBECONFIG"] ?? "").split(":").filter((word) => word !== "");
  const named = resolve(first ?? join(env["HOME"] ?? homedir(), ".kube", "config"));
  const { path, file } = await behindLinks(local, named);
  const { text, context } = mergedKubeconfig(file === undefined ? "" : reveal(file.content), added, name, path);
  // It holds an administrator's key from now on: what others may do with it ends.
  const mode = file === undefined ? 0o600 : file.mode & 0o700;
  const owner = file?.owner ?? `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  await local.write([{ path, state: textState(text, mode, owner) }]);
  return { path, context };
}

async function behindLinks(local: Host, named: string) {
  let path = named;
  for (let left = mostLinks; left > 0; left -= 1) {
    const state = (await local.read([path])).get(path);
    if (state === undefined) return { path, file: undefined };
    if (state.type === "file") return { path, file: state };
    if (state.type !== "symlink") break;
    path = resolve(dirname(path), state.target);
  }
  throw new KubewrightError("KUBECONFIG_UNREADABLE", {
    what: `${named} is not a kubeconfig.`,
    next: `Move ${named} away, or name another file in KUBECONFIG.`,
    exitCode: exitCodes.usage,
  });
}
