import { type ClusterIntent, controlPlanesOf } from "../config/cluster-intent.ts";
import { adminConf } from "../constants/paths.ts";
import { untilInterrupted } from "../engine/until-interrupted.ts";
import { type ExitCode, exitCodes, KubewrightError, ManyErrors } from "../errors.ts";
import { loadClusterFile } from "../fleet/cluster-file.ts";
import { openHosts } from "../fleet/open-hosts.ts";
import { type SshFlags, sshOpener } from "../fleet/ssh-opener.ts";
import type { HostView } from "../host/host.ts";
import type { Io } from "../io.ts";
import type { Secret } from "../secret.ts";
import { adminKubeconfigOn } from "./admin-kubeconfig.ts";
import { mergeIntoOwn } from "./own-kubeconfig.ts";

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
  const text = await adminKubeconfig(io, options, intent);
  if (!options.merge) {
    io.stdout.write(text.reveal());
    return exitCodes.done;
  }
  const local = await io.open();
  try {
    const { path, context } = await mergeIntoOwn(local, io.env, text, intent.name);
    io.stdout.write(`${path} has the context ${context}, which is now the current one.\n  kubectl get nodes\n`);
  } finally {
    await local.close();
  }
  return exitCodes.done;
}

async function adminKubeconfig(io: Io, options: AdminOptions, intent: ClusterIntent): Promise<Secret> {
  const opener = await sshOpener(io, options.ssh);
  try {
    const nodes = controlPlanesOf(intent);
    const opening = { openHost: opener.open, tell: () => undefined, now: io.now, signal: io.signal };
    const { opened, closed } = await openHosts({ ...intent, nodes }, opening);
    try {
      if (opened.length === 0) throw new ManyErrors(closed.map(({ error }) => error));
      const views = opened.map(({ host }) => host);
      const found = await untilInterrupted(firstAdminKubeconfig(views), io.signal);
      if (found !== null) return found;
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

/** That of the first control plane that has one to use; null where none has any. Throws why the first one's cannot be used where none can. */
export async function firstAdminKubeconfig(views: readonly HostView[]): Promise<Secret | null> {
  const found = await Promise.allSettled(views.map(adminKubeconfigOn));
  for (const one of found) if (one.status === "fulfilled" && one.value !== null) return one.value;
  const failed = found.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return null;
}
