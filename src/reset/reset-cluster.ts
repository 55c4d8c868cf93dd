import { type ClusterIntent, isControlPlane, type NodeIntent } from "../config/cluster-intent.ts";
import { loadReset } from "../config/load-reset.ts";
import type { ResetConfiguration } from "../config/v1beta4.ts";
import { type HostEnd, type HostList, type RunHostsOptions, runHosts } from "../engine/run-hosts.ts";
import type { KubewrightError } from "../errors.ts";
import type { FleetRequest } from "../fleet/fleet-request.ts";
import { withFleet } from "../fleet/hold-open.ts";
import type { OpenHost, OpenNode } from "../fleet/open-hosts.ts";
import { decideRuntimes } from "../fleet/runtimes.ts";
import type { Host } from "../host/host.ts";
import { apiAccess, clusterObjects } from "../phases/api-access.ts";
import { selectPhases } from "../phases/select-phases.ts";
import { departedNodesPhase } from "./departed-nodes.ts";
import { etcdDataDirectory } from "./etcd-data-directory.ts";
import { resetPhases } from "./index.ts";

/** What a reset of a cluster's hosts is given. */
export interface ClusterResetRequest extends FleetRequest {
  /** Of the file's nodes, those to clean. */
  readonly chosen: readonly NodeIntent[];
  /** Also where etcd loses its quorum by it. */
  readonly force: boolean;
}

/** Cleans the hosts, all at once; then those that stay forget the workers among them. What failed is given back, host by host. */
export async function resetCluster(request: ClusterResetRequest): Promise<readonly KubewrightError[]> {
  const { intent, chosen, force, mode, tell, now, signal } = request;
  return withFleet({ ...request, intent: { ...intent, nodes: chosen } }, async (fleet) => {
    const withRuntime = await decideRuntimes(fleet.opened);
    const opened = fleet.opened.map(({ node, host }) => ({ node: withRuntime(node), host }));
    const ends = await resetAll({ intent, chosen, force }, opened, { mode, signal, tell, now });
    const last = await forgetWorkers(request, cleaned(opened, ends), { mode, signal, tell, now });
    const errors = [...ends, ...last].flatMap((end) => ("errors" in end ? end.errors : []));
    return [...fleet.closed.map(({ error }) => error), ...errors];
  });
}

async function resetAll(
  { intent, chosen, force }: Pick<ClusterResetRequest, "intent" | "chosen" | "force">,
  opened: readonly OpenNode[],
  options: RunHostsOptions,
): Promise<readonly HostEnd[]> {
  // Where the whole cluster is to go, no member has to leave etcd first, also when a host of it is away now.
  const isWhole = intent.nodes.every((node) => !isControlPlane(node) || chosen.includes(node));
  const stores: { close(): void }[] = [];
  try {
    const lists = await Promise.all(
      opened.map(async ({ node, host }): Promise<HostList> => {
        const access = apiAccess();
        const objects = clusterObjects(access, host, "gone");
        stores.push(objects);
        const phases = resetPhases(resetOf(intent, node, force), await etcdDataDirectory(host), access);
        return { host, objects, list: selectPhases(phases, { skip: isWhole ? ["remove-etcd-member"] : [] }) };
      }),
    );
    return await runHosts(lists, options);
  } finally {
    for (const store of stores) store.close();
  }
}

/** The workers whose hosts are clean, or would be: the kubelet of another would make its Node anew. */
function cleaned(opened: readonly OpenNode[], ends: readonly HostEnd[]): readonly string[] {
  const done = new Set(ends.flatMap((end) => ("result" in end ? [end.host] : [])));
  return opened.flatMap(({ node, host }) => (!isControlPlane(node) && done.has(host.name) ? [node.name] : []));
}

/** A worker has no right to delete its own Node: a control plane that stays does it. */
async function forgetWorkers(
  { intent, chosen, openHost, tell, now }: ClusterResetRequest,
  workers: readonly string[],
  options: RunHostsOptions,
): Promise<readonly HostEnd[]> {
  const staying = intent.nodes.filter((node) => isControlPlane(node) && !chosen.includes(node));
  if (workers.length === 0 || staying.length === 0) return [];
  const host = await firstOpen(staying, openHost);
  if (host === null) {
    const text = `No control plane can be reached: delete what stays in the cluster with: kubectl delete node ${workers.join(" ")}`;
    tell({ at: now(), host: intent.name, type: "note", phase: "departed-nodes", level: "warning", text });
    return [];
  }
  const objects = clusterObjects(apiAccess(), host, "gone");
  try {
    return await runHosts([{ host, objects, list: [departedNodesPhase(workers)] }], options);
  } finally {
    objects.close();
    await host.close();
  }
}

async function firstOpen(nodes: readonly NodeIntent[], openHost: OpenHost): Promise<Host | null> {
  for (const node of nodes) {
    try {
      return await openHost(node);
    } catch {
      // The next may be reached; that none is, the caller tells.
    }
  }
  return null;
}

function resetOf({ cluster }: ClusterIntent, node: NodeIntent, force: boolean): ResetConfiguration {
  const machine = { hostname: node.name, defaultRouteAddress: null, loopbackGlobalAddress: null };
  const { reset } = loadReset({
    flags: { "cri-socket": node.registration.criSocket, "cert-dir": cluster.certificatesDir, force },
    machine: { ...machine, criSockets: [node.registration.criSocket] },
  });
  return { ...reset, ignorePreflightErrors: node.registration.ignorePreflightErrors };
}
