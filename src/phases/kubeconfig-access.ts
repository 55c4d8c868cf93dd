import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { KubeconfigAccess } from "../kube/from-kubeconfig.ts";
import { type ParsedKubeconfig, parseKubeconfig } from "../manifests/parse-kubeconfig.ts";
import type { Secret } from "../secret.ts";
import { filesAt, secretOf } from "./issuing-files.ts";

/** What a kubeconfig on a machine leads to, with the files it names read. Error KUBECONFIG_INVALID where it names no authority: a server is never trusted unchecked. */
export async function kubeconfigAccess(view: HostView, text: Secret | string, path: string): Promise<KubeconfigAccess> {
  return accessOf(view, parseKubeconfig(text, path));
}

/** The same for a kubeconfig that was read before. KUBECONFIG_LACKS where a file that it names is missing: whoever is to be somebody must not go as nobody. */
export async function accessOf(view: HostView, found: ParsedKubeconfig): Promise<KubeconfigAccess> {
  const paths = [found.caFile, found.clientCertificateFile, found.clientKeyFile, found.tokenFile];
  const files = await filesAt(
    view,
    paths.filter((name) => name !== undefined),
  );
  const content = (name: string | undefined): Secret | undefined => {
    if (name === undefined) return undefined;
    const file = files.get(name);
    if (file === undefined) throw lacks(view, found.place, name);
    return secretOf(file);
  };
  const ca = found.caCertificate ?? content(found.caFile)?.reveal();
  if (ca === undefined) {
    throw new KubewrightError("KUBECONFIG_INVALID", {
      what: `${found.place} names no authority by which to know the API server`,
      next: `Use a kubeconfig with certificate-authority-data, such as /etc/kubernetes/admin.conf of a control plane.`,
      node: view.name,
    });
  }
  return {
    server: found.server,
    ca,
    clientCertificate: found.clientCertificate ?? content(found.clientCertificateFile)?.reveal(),
    clientKey: found.clientKey ?? content(found.clientKeyFile),
    token: found.token ?? content(found.tokenFile),
  };
}

function lacks(view: HostView, place: string, path: string): KubewrightError {
  return new KubewrightError("KUBECONFIG_LACKS", {
    what: `${place} names ${path}, which is not there`,
    next: `Put back ${path} from a backup, or move ${place} away to have both made anew.`,
    node: view.name,
  });
}
