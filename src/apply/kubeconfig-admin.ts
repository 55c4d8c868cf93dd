import { homedir } from "node:os";
import { join } from "node:path";
import { controlPlanesOf } from "../config/cluster-intent.ts";
import { adminConf } from "../constants/paths.ts";
import { type ExitCode, exitCodes, KubewrightError, ManyErrors } from "../errors.ts";
import { loadClusterFile } from "../fleet/cluster-file.ts";
import { openHosts } from "../fleet/open-hosts.ts";
import { type SshFlags, sshOpener } from "../fleet/ssh-opener.ts";
import { textState } from "../host/file-state.ts";
import type { Io } from "../io.ts";
import { mergedKubeconfig } from "../manifests/merged-kubeconfig.ts";
import { reveal, Secret } from "../secret.ts";

/** What `kubeconfig admin` is told. */
export interface AdminOptions {
  readonly file: string;
  readonly strict: boolean;
  readonly ssh: SshFlags;
  /** Put it beside what ~/.kube/config (or the first file of KUBECONFIG) holds, instead of printing it. That file is its owner's alone then. */
  readonly merge: boolean;
}

/** Prints the administrator's kubeconfig of a cluster, or merges it into the user's own. Error ADMIN_KUBECONFIG_MISSING when no control plane has one. */
export async function runKubeconfigAdmin(io: Io, options: AdminOptions): Promise<ExitCode> {
  const { intent } = await loadClusterFile(options.file, options.strict, io);
  const text = await adminKubeconfig(io, options, controlPlanesOf(intent), intent);
  if (!options.merge) {
    io.stdout.write(text.reveal());
    return exitCodes.done;
  }
  const [first] = (io.env["KUBECONFIG"] ?? "").split(":").filter((path) => path !== "");
  const path = first ?? join(io.env["HOME"] ?? homedir(), ".kube", "config");
  const local = await io.open();
  try {
    const file = (await local.read([path])).get(path);
    const before = file?.type === "file" ? reveal(file.content) : "";
    const { text: merged, context } = mergedKubeconfig(before, text, intent.name, path);
    // It holds an administrator's key from now on: what others may do with it ends.
    const mode = file?.type === "file" ? file.mode & 0o700 : 0o600;
    const owner = file?.type === "file" ? file.owner : `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
    await local.write([{ path, state: textState(merged, mode, owner) }]);
    io.stdout.write(`${path} has the context ${context}, which is now the current one.\n  kubectl get nodes\n`);
  } finally {
    await local.close();
  }
  return exitCodes.done;
}

/** admin.conf of the first control plane that has it. */
async function adminKubeconfig(
  io: Io,
  options: AdminOptions,
  nodes: ReturnType<typeof controlPlanesOf>,
  intent: Parameters<typeof openHosts>[0],
): Promise<Secret> {
  const opener = await sshOpener(io, options.ssh);
  try {
    const { opened, closed } = await openHosts({ ...intent, nodes }, opener.open, () => undefined, io.now);
    try {
      if (opened.length === 0) throw new ManyErrors(closed.map(({ error }) => error));
      const files = await Promise.all(opened.map(async ({ host }) => (await host.read([adminConf])).get(adminConf)));
      const file = files.find((found) => found?.type === "file");
      if (file?.type === "file") return new Secret(reveal(file.content));
    } finally {
      await Promise.allSettled(opened.map(({ host }) => host.close()));
    }
  } finally {
    await opener.close();
  }
  throw new KubewrightError("ADMIN_KUBECONFIG_MISSING", {
    what: `No control plane of cluster ${intent.name} has ${adminConf}.`,
    next: `Make the cluster first: kubewright apply -f ${options.file}`,
  });
}
