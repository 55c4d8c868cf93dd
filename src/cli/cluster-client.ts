import { join } from "node:path";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { Io } from "../io.ts";
import type { KubeClient } from "../kube/client.ts";
import type { KubeconfigAccess } from "../kube/from-kubeconfig.ts";
import type { Call } from "./command-spec.ts";

/** Where kubeadm's token and config commands look when no --kubeconfig is given, in this order. */
function kubeconfigPaths(call: Call, io: Io): readonly string[] {
  const given = call.flags["kubeconfig"];
  if (typeof given === "string") return [given];
  const { KUBECONFIG: named, HOME: home } = io.env;
  const fromEnvironment = named === undefined || named === "" ? [] : named.split(":").filter((path) => path !== "");
  const own = home === undefined ? [] : [join(home, ".kube", "config")];
  return [...fromEnvironment, ...own, "/etc/kubernetes/admin.conf"];
}

/** The kubeconfig that these commands use. Throws KUBECONFIG_MISSING when there is none. */
async function clusterAccess(call: Call, view: HostView, io: Io): Promise<KubeconfigAccess> {
  const { kubeconfigAccess } = await import("../phases/kubeconfig-access.ts");
  const paths = kubeconfigPaths(call, io);
  const files = await view.read(paths);
  for (const path of paths) {
    const file = files.get(path);
    if (file?.type === "file") return await kubeconfigAccess(view, file.content, path);
  }
  throw new KubewrightError("KUBECONFIG_MISSING", {
    what: `There is no kubeconfig; looked for ${paths.join(", ")}.`,
    next: "Run this on a control plane as root, or name a file with --kubeconfig.",
    exitCode: exitCodes.usage,
  });
}

/** Does something with the cluster that the kubeconfig leads to, and closes what was opened. */
export async function withCluster<T>(
  call: Call,
  io: Io,
  work: (client: KubeClient, access: KubeconfigAccess) => Promise<T>,
): Promise<T> {
  const { clientFromKubeconfig } = await import("../kube/from-kubeconfig.ts");
  const host = await io.open();
  try {
    const access = await clusterAccess(call, host, io);
    const client = clientFromKubeconfig(host, access);
    return await work(client, access).finally(() => client.close());
  } finally {
    await host.close();
  }
}
