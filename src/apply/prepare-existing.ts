import type { ClusterIntent } from "../config/cluster-intent.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { KubewrightError } from "../errors.ts";
import type { LiveApi } from "./api-clients.ts";
import type { ApplyRequest } from "./apply-request.ts";
import { authoritiesOf } from "./authorities.ts";
import { refuseLateClocks } from "./clocks.ts";
import { ClusterApi } from "./cluster-api.ts";
import { administratorOn } from "./credentials.ts";
import { tellLeftOut } from "./left-out.ts";
import { type Prepared, prepared } from "./prepared.ts";
import type { ClusterRecord } from "./record.ts";
import { refuseDemoted } from "./roles.ts";
import type { Standing } from "./standing.ts";
import { compareStored, withClusterVersion } from "./stored-configuration.ts";
import type { Findings } from "./survey.ts";

/** A run on a cluster that is there. Refuses what it cannot change: see `compareStored`, `withClusterVersion`, `refuseDemoted`, `tellLeftOut`; errors CLUSTER_AUTHORITY_DIFFERS, CLOCK_BEHIND and API_SERVER_SILENT. */
export async function prepareExisting(
  request: ApplyRequest,
  { record, settled, joining }: Extract<Standing, { kind: "existing" }>,
): Promise<Prepared> {
  const { intent: file, mode, now: clock } = request;
  refuseOtherAuthority(record, settled);
  const intent = withClusterVersion(file, settled);
  const now = new Date(clock());
  const controlPlanes = [...settled, ...joining];
  await refuseLateClocks(
    controlPlanes.map(({ host }) => host),
    now,
  );
  const api = new ClusterApi(controlPlanes, () => administratorOn(settled.map(({ host }) => host)), request);
  const live = await api.patientLook();
  const nodes = live === null ? null : await comparedNodes(live, request, intent);
  if (nodes !== null) {
    refuseDemoted(intent, nodes);
    tellLeftOut(request, intent, record, nodes);
  }
  const [source] = settled;
  if (source === undefined) throw new Error("an existing cluster has a settled control plane");
  const authorities = authoritiesOf(source.host, intent.cluster);
  const found = { intent, now, record, authorities, api, settled: settled.map(({ node }) => node) };
  return prepared(found, controlPlanes, mode);
}

/** What an API server answers, or does not, while etcd has no leader. */
const silent = new Set(["KUBE_TIMEOUT", "KUBE_REFUSED", "KUBE_UNREACHABLE", "KUBE_SERVER_ERROR"]);

/**
 * The cluster's Nodes, once the file is compared with what the cluster keeps. Null where the API server says of itself that it is
 * not well and does not answer: the same as one that is not there, because only this run may bring etcd's other members back.
 */
async function comparedNodes(
  { client, isWell }: LiveApi,
  { tell, now }: ApplyRequest,
  intent: ClusterIntent,
): Promise<readonly KubeObject[] | null> {
  try {
    const listed = client.list({ apiVersion: "v1", kind: "Node" }, { refused: "fail", isLook: !isWell });
    return (await Promise.all([listed, compareStored(client, intent.cluster)]))[0];
  } catch (error) {
    const isSilent = error instanceof KubewrightError && silent.has(error.code);
    if (isWell || !isSilent) throw error;
    const text = `The API server is not well and does not say what the cluster keeps: the file was not compared with it. ${error.what}`;
    tell({ at: now(), host: `cluster ${intent.name}`, type: "note", phase: "nodes", level: "warning", text });
    return null;
  }
}

/** A control plane with another CA would split the cluster in two. */
function refuseOtherAuthority(record: ClusterRecord, settled: readonly Findings[]): void {
  const other = settled.find(({ caPin }) => caPin !== null && caPin !== record.authorities["ca"]);
  if (other === undefined) return;
  throw new KubewrightError("CLUSTER_AUTHORITY_DIFFERS", {
    what: `${other.node.name} has another CA than the cluster was founded with.`,
    why: `its pin is ${other.caPin}, the founding's ${record.authorities["ca"]}`,
    next: "Put the cluster's ca.crt and ca.key back there, from another control plane or a backup.",
    node: other.node.name,
  });
}
