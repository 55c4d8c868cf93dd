import { createPrivateKey, X509Certificate } from "node:crypto";
import type { adminConf, kubeletConf } from "../constants/paths.ts";
import { bootstrapKubeletConf } from "../constants/paths.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { KubeconfigAccess } from "../kube/from-kubeconfig.ts";
import { kubeconfigAccess } from "../phases/kubeconfig-access.ts";
import { reveal } from "../secret.ts";

/**
 * How a kubeconfig of this machine's own reaches the API server; null while it does not. A kubelet that bootstraps writes
 * kubelet.conf when it starts, with the path of a certificate that comes when the cluster has signed it, and syncs neither: a file
 * that a power cut tore is none, while the one from which it makes another is there. Else KUBECONFIG_UNREADABLE, KUBECONFIG_INVALID.
 */
export async function ownAccess(
  view: HostView,
  path: typeof kubeletConf | typeof adminConf,
): Promise<KubeconfigAccess | null> {
  const files = await view.read([path, bootstrapKubeletConf]);
  const file = files.get(path);
  if (file?.type !== "file") return null;
  try {
    const access = await kubeconfigAccess(view, reveal(file.content), path);
    return isWhole(access) ? access : null;
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    if (error.code === "KUBECONFIG_LACKS" || files.has(bootstrapKubeletConf)) return null;
    throw error;
  }
}

/** A certificate and the key to it. */
function isWhole({ clientCertificate, clientKey }: KubeconfigAccess): boolean {
  if (clientCertificate === undefined || clientKey === undefined) return false;
  try {
    return new X509Certificate(clientCertificate).checkPrivateKey(createPrivateKey(clientKey.reveal()));
  } catch {
    return false;
  }
}
