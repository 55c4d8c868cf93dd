import { serverOf } from "../kube/from-kubeconfig.ts";
import { parseDiscoveryKubeconfig } from "../manifests/parse-kubeconfig.ts";

/** Where a cluster is and by which authorities it is known. */
export interface ClusterAddress {
  /** "https://host:port" */
  readonly server: string;
  /** PEM bundle. */
  readonly ca: string;
}

/** The cluster of the kubeconfig in cluster-info. Throws KUBECONFIG_UNREADABLE, KUBECONFIG_SERVER, or Error with the reason. */
export function readDiscoveryKubeconfig(text: string): ClusterAddress {
  const { server, caCertificate } = parseDiscoveryKubeconfig(text, "the kubeconfig in cluster-info");
  serverOf(server);
  if (!/^https:\/\/[^/]+$/i.test(server)) throw new Error("its server is no https://HOST:PORT");
  if (caCertificate === undefined) throw new Error("it holds no CA certificate");
  return { server, ca: caCertificate };
}
