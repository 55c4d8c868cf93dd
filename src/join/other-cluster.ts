import { posix } from "node:path";
import type { ClusterConfiguration, JoinConfiguration } from "../config/v1beta4.ts";
import { caPins } from "../discovery/cluster-info.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { type KubeconfigAccess, serverOf } from "../kube/from-kubeconfig.ts";
import { httpClient } from "../kube/http.ts";
import { TransportFailure } from "../kube/transport-failure.ts";
import { filesAt, textOf } from "../phases/issuing-files.ts";
import { discoveryFile } from "./discovery-file.ts";
import { discoveryFileAccess } from "./discovery-file-access.ts";

type Server = ReturnType<typeof serverOf>;

/** Milliseconds for asking which cluster a join means, on a node that needs nothing more from it: who does not answer contradicts nothing. */
const patienceMs = 5_000;

/**
 * JOIN_OTHER_CLUSTER: the kubeconfig at `place`, of a node that is finished, trusts none of the authorities that the join pins
 * or its discovery file names, or, of a join without either, not the server that the join names. A file that is gone, and a server
 * that does not answer, are no reason: the node needs neither any more.
 */
export async function refuseOtherCluster(
  view: HostView,
  { discovery }: JoinConfiguration,
  earlier: KubeconfigAccess,
  place: string,
  signal: AbortSignal,
): Promise<void> {
  const own = caPins(earlier.ca);
  if (own.length === 0) return;
  if (discovery.kind === "file") {
    const named = await pinsOfFile(view, discovery.kubeConfigPath, signal);
    if (named.length === 0 || own.some((pin) => named.includes(pin))) return;
    throw otherCluster(place, own, `that in ${discovery.kubeConfigPath} is ${named.join(", ")}`);
  }
  const wanted = discovery.caCertHashes.map((hash) => hash.toLowerCase());
  if (own.some((pin) => wanted.includes(pin))) return;
  if (wanted.length > 0) throw otherCluster(place, own, `the pinned one is ${wanted.join(", ")}`);
  const server = serverOf(`https://${discovery.apiServerEndpoint}`);
  if (await isStranger(view, server, earlier, signal)) {
    throw otherCluster(place, own, `the server at ${discovery.apiServerEndpoint} is signed by another one`);
  }
}

/** Of the authorities in a discovery file; none where it is gone. */
async function pinsOfFile(view: HostView, place: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const text = await discoveryFile(view, place, { timeoutMs: patienceMs, signal });
    // With a token of the join's own nobody asks for the file's credentials, which need not be there any more.
    return caPins((await discoveryFileAccess(view, { text, place, tlsBootstrapToken: "none" })).ca);
  } catch (error) {
    const isGone =
      error instanceof KubewrightError && ["DISCOVERY_FILE_UNREADABLE", "DISCOVERY_URL_FAILED"].includes(error.code);
    if (isGone) return [];
    throw error;
  }
}

/** Whether a server is there and shows a certificate of another authority. The one that the node goes to anyway is not asked. */
async function isStranger(
  view: HostView,
  target: Server,
  { server, ca }: KubeconfigAccess,
  signal: AbortSignal,
): Promise<boolean> {
  const own = serverOf(server);
  if (own.host === target.host && own.port === target.port) return false;
  const http = httpClient({ view, target, host: target.host, tls: { ca, verify: true }, maxConnections: 1 });
  try {
    await http.request({ method: "GET", path: "/version", deadlineMs: patienceMs, retry: "none", signal });
    return false;
  } catch (error) {
    if (error instanceof TransportFailure) return error.reason === "untrusted";
    throw error;
  } finally {
    http.close();
  }
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
