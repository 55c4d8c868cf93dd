import { adminConf } from "../constants/paths.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { type KubeconfigAccess, serverOf } from "../kube/from-kubeconfig.ts";
import { type Credentials, kubeconfig } from "../manifests/kubeconfig.ts";
import { parseKubeconfig } from "../manifests/parse-kubeconfig.ts";
import { accessOf } from "../phases/kubeconfig-access.ts";
import { reveal, type Secret } from "../secret.ts";

/**
 * The administrator's kubeconfig of a control plane; null where it has none. It is written anew from the server's https address,
 * the authority and the certificate or token alone, so that a command, a proxy or the name of a file that somebody put into it
 * there never comes to the machine where kubectl would run or read it. Codes KUBECONFIG_* and ADMIN_KUBECONFIG_UNUSABLE.
 */
export async function adminKubeconfigOn(view: HostView): Promise<Secret | null> {
  const file = (await view.read([adminConf])).get(adminConf);
  if (file?.type !== "file") return null;
  const found = parseKubeconfig(reveal(file.content), adminConf);
  const access = await accessOf(view, found);
  serverOf(access.server);
  return kubeconfig({
    clusterName: found.clusterName,
    server: access.server,
    caCertificate: access.ca,
    user: found.userName,
    credentials: credentialsOf(access, view.name),
    contextName: found.contextName,
  });
}

function credentialsOf({ clientCertificate, clientKey, token }: KubeconfigAccess, node: string): Credentials {
  if (clientCertificate !== undefined && clientKey !== undefined)
    return { certificate: clientCertificate, key: clientKey };
  if (token !== undefined) return { token };
  throw new KubewrightError("ADMIN_KUBECONFIG_UNUSABLE", {
    what: `${adminConf} holds neither a certificate with its key nor a token.`,
    why: "a command or a login that it names there is not taken over: it would be run where kubectl is",
    next: `Put the file back from a backup, or move it away and run kubewright apply, which makes it anew.`,
    node,
  });
}
