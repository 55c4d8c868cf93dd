import { randomBytes } from "node:crypto";
import { controlPlanesOf } from "../config/cluster-intent.ts";
import type { ApplyRequest } from "./apply-request.ts";
import { clusterServer } from "./apply-run.ts";
import { authoritiesOf, makeAuthorities, pinsOf, sharedFilesOn } from "./authorities.ts";
import { refuseLateClocks } from "./clocks.ts";
import { ClusterApi } from "./cluster-api.ts";
import { memoryAdministrator } from "./credentials.ts";
import { type Prepared, prepared } from "./prepared.ts";
import type { ClusterRecord } from "./record.ts";
import type { Standing } from "./standing.ts";
import type { Findings } from "./survey.ts";
import { treeView } from "./tree-view.ts";

/** A founding: the authorities are made in memory, or are those of an earlier run that did not get far; so is the record. */
export async function prepareFounding(
  { intent, mode, now, signal }: ApplyRequest,
  findings: readonly Findings[],
  standing: Extract<Standing, { kind: "founding" }>,
): Promise<Prepared> {
  const at = new Date(now());
  const hosts = findings.map(({ host }) => host);
  const [files] = await Promise.all([
    Promise.all(hosts.map((host) => sharedFilesOn(host, intent.cluster))),
    refuseLateClocks(hosts, at),
  ]);
  const [fullest = new Map()] = [...files].sort((a, b) => b.size - a.size);
  const tree = await makeAuthorities(intent.cluster, fullest, at);
  const authorities = authoritiesOf(treeView("the authorities in memory", tree), intent.cluster);
  const record: ClusterRecord = {
    state: "unfinished",
    clusterId: standing.noted?.clusterId ?? randomBytes(16).toString("hex"),
    name: intent.name,
    authorities: pinsOf(tree),
    members: controlPlanesOf(intent).map(({ name, address }) => ({ name, address })),
  };
  const administrator = memoryAdministrator(authorities, intent.cluster, clusterServer(intent), at);
  const api = new ClusterApi(findings, () => administrator, { signal });
  return prepared({ intent, now: at, record, authorities, api, settled: [] }, findings, mode);
}
