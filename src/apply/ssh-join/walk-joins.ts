import { type ClusterIntent, isControlPlane } from "../../config/cluster-intent.ts";
import { kubeProxyApiVersion } from "../../constants/versions.ts";
import type { PhaseList } from "../../engine/phase.ts";
import { type HostEnd, runHosts } from "../../engine/run-hosts.ts";
import { authoritiesOf } from "../authorities.ts";
import { ClusterApi } from "../cluster-api.ts";
import { controlPlaneParts } from "../control-plane-parts.ts";
import { administratorOn } from "../credentials.ts";
import { glimpse } from "../glimpse.ts";
import { joiningControlPlane, worker } from "../index.ts";
import { prepared } from "../prepared.ts";
import type { ClusterRecord } from "../record.ts";
import { survey } from "../survey.ts";
import { workerParts } from "../worker-parts.ts";
import type { Candidate } from "./candidate.ts";
import type { SshJoinRequest } from "./join-hosts.ts";
import type { ThisCluster } from "./this-cluster.ts";

/** Walks the list of each machine, all side by side: the same lists by which `apply` adds nodes to a cluster that is there. */
export async function walkJoins(
  { mode, signal, tell, now }: SshJoinRequest,
  here: ThisCluster,
  candidates: readonly Candidate[],
): Promise<readonly HostEnd[]> {
  const intent = intentOf(here, candidates);
  const findings = await survey(here.node, here.host, here.cluster);
  const coming = candidates.flatMap(({ node, host }) => (isControlPlane(node) ? [{ node, host }] : []));
  const api = new ClusterApi([{ node: here.node, host: here.host }, ...coming], () => administratorOn([here.host]), {
    signal,
  });
  const { run } = prepared(
    {
      intent,
      now: new Date(now()),
      record: findings.record ?? noRecord,
      authorities: authoritiesOf(here.host, here.cluster),
      api,
      settled: [here.node],
    },
    [findings],
    mode,
  );
  const objects = api.store(false);
  const lists = candidates.map(({ node, host }) => {
    glimpse(node, host, here.cluster);
    if (!isControlPlane(node)) return { host, objects, list: worker(workerParts(run, node)) };
    const parts = controlPlaneParts(run, node);
    void parts.issuing.prepare(host);
    const list = joiningControlPlane(parts);
    return { host, objects, list: findings.record === null ? withoutRecord(list) : list };
  });
  return runHosts(lists, { mode, signal, tell, now, peers: run.peers }).finally(() => api.close());
}

/** The cluster with this control plane and those that come. Nothing that belongs to the whole cluster is done by a join. */
function intentOf({ node, cluster, kubelet }: ThisCluster, candidates: readonly Candidate[]): ClusterIntent {
  return {
    name: cluster.clusterName,
    cluster,
    kubelet,
    kubeProxy: { apiVersion: kubeProxyApiVersion, kind: "KubeProxyConfiguration" },
    userSupplied: { kubelet: false, kubeProxy: false },
    isVersionGiven: true,
    nodes: [node, ...candidates.map((candidate) => candidate.node)],
  };
}

/** Clusters that `init` or kubeadm made have no founding record, and a join makes none. */
const noRecord: ClusterRecord = { state: "founded", clusterId: "", name: "", authorities: {}, members: [] };

function withoutRecord(list: PhaseList): PhaseList {
  return list.filter((entry) => !("id" in entry) || (entry.id !== "record" && entry.id !== "founded"));
}
