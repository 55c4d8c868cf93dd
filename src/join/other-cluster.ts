import { posix } from "node:path";
import type { ClusterConfiguration, JoinConfiguration } from "../config/v1beta4.ts";
import { caPins } from "../discovery/cluster-info.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { KubeconfigAccess } from "../kube/from-kubeconfig.ts";
import { filesAt, textOf } from "../phases/issuing-files.ts";

/** JOIN_OTHER_CLUSTER: the kubeconfig of a node that is finished trusts none of the authorities that the join pins. */
export function refuseOtherPins({ discovery }: JoinConfiguration, { ca }: KubeconfigAccess, place: string): void {
  if (discovery.kind !== "token" || discovery.caCertHashes.length === 0) return;
  const wanted = discovery.caCertHashes.map((hash) => hash.toLowerCase());
  const own = caPins(ca);
  if (own.length === 0 || own.some((pin) => wanted.includes(pin))) return;
  throw otherCluster(place, own, `the pinned one is ${wanted.join(", ")}`);
}

/** JOIN_OTHER_CLUSTER: ca.crt on the machine is another cluster's than the one that was found. A file that holds no certificate is for others to judge. */
export async function refuseOtherAuthority(
  view: HostView,
  join: JoinConfiguration,
  { ca }: KubeconfigAccess,
  cluster: ClusterConfiguration,
): Promise<void> {
  const path = join.controlPlane === undefined ? join.caCertPath : posix.join(cluster.certificatesDir, "ca.crt");
  const file = (await filesAt(view, [path])).get(path);
  if (file === undefined) return;
  const [own, found] = [caPins(textOf(file)), caPins(ca)];
  if (own.length === 0 || own.some((pin) => found.includes(pin))) return;
  throw otherCluster(path, own, `that of the cluster to join is ${found.join(", ")}`);
}

function otherCluster(place: string, own: readonly string[], other: string): KubewrightError {
  return new KubewrightError("JOIN_OTHER_CLUSTER", {
    what: "This machine belongs to another cluster than the one to join.",
    why: `the authority in ${place} is ${own.join(", ")}; ${other}`,
    next: "If it is to leave that cluster: kubewright reset. Then run the same command again.",
    exitCode: exitCodes.preflight,
  });
}
