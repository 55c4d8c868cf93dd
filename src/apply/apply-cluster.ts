import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import {
  type ClusterIntent,
  type ControlPlaneIntent,
  controlPlanesOf,
  initIntentOf,
  isControlPlane,
} from "../config/cluster-intent.ts";
import type { Tell } from "../engine/event.ts";
import { asErrors, throwable } from "../engine/fail.ts";
import { holdAll } from "../engine/lock.ts";
import { type Peers, peers } from "../engine/peers.ts";
import type { PhaseList } from "../engine/phase.ts";
import type { Mode } from "../engine/run.ts";
import { type HostEnd, type HostList, runHosts } from "../engine/run-hosts.ts";
import { KubewrightError } from "../errors.ts";
import { type ClosedNode, type OpenHost, type OpenNode, openHosts } from "../fleet/open-hosts.ts";
import { textState } from "../host/file-state.ts";
import { gatheringHost } from "../host/gathering-host.ts";
import type { Host } from "../host/host.ts";
import { keyMint } from "../phases/key-mint.ts";
import { allHealthyPhase } from "./all-healthy.ts";
import { authoritiesOf, type ClusterAuthorities, makeAuthorities, pinsOf, sharedFilesOn } from "./authorities.ts";
import { ClusterApi } from "./cluster-api.ts";
import { clusterHost } from "./cluster-host.ts";
import { administratorOn, memoryAdministrator } from "./credentials.ts";
import { glimpse } from "./glimpse.ts";
import {
  clusterList,
  foundingControlPlane,
  foundingGround,
  joiningControlPlane,
  settledControlPlane,
  worker,
} from "./index.ts";
import { Milestones } from "./milestones.ts";
import { NodeList } from "./node-list.ts";
import { type ApplyRun, clusterServer, controlPlaneParts, workerParts } from "./parts.ts";
import type { ClusterRecord } from "./record.ts";
import { type Standing, standingOf } from "./standing.ts";
import { compareStored, withClusterVersion } from "./stored-configuration.ts";
import { type Findings, survey } from "./survey.ts";
import { treeView } from "./tree-view.ts";

/** What a run over a whole cluster is given. */
export interface ApplyRequest {
  readonly intent: ClusterIntent;
  readonly mode: Mode;
  readonly openHost: OpenHost;
  readonly tell: Tell;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Who holds the hosts' locks, for whom they keep out. */
  readonly holder: string;
}

/** How it ended: on each host that was reached, and which were not. */
export interface ApplyResult {
  readonly ends: readonly HostEnd[];
  readonly closed: readonly ClosedNode[];
  /** True when this run founded the cluster, or would. */
  readonly isFounding: boolean;
}

/** Makes the cluster what its file says, or plans it. Throws what concerns the whole; what concerns a host is in the result. */
export async function applyCluster(request: ApplyRequest): Promise<ApplyResult> {
  const open: OpenHost = async (node) => gatheringHost(await request.openHost(node));
  const { opened, closed } = await openHosts(request.intent, open, request.tell, request.now);
  try {
    if (opened.length === 0) throw throwable(closed.map(({ error }) => error));
    const hosts = opened.map(({ host }) => host);
    const lock = request.mode === "apply" ? await holdAll(hosts, request.holder) : null;
    try {
      return await withHosts(request, opened, closed);
    } finally {
      await lock?.release();
    }
  } finally {
    await Promise.allSettled(opened.map(({ host }) => host.close()));
  }
}

async function withHosts(
  request: ApplyRequest,
  opened: readonly OpenNode[],
  closed: readonly ClosedNode[],
): Promise<ApplyResult> {
  for (const { node, host } of opened) glimpse(node, host, request.intent.cluster);
  const { findings, unseen } = await lookAround(request.intent, opened);
  const missing = [...closed, ...unseen];
  const standing = standingOf(
    request.intent,
    findings,
    missing.flatMap(({ node, error }) => (isControlPlane(node) ? [{ node, error }] : [])),
  );
  const prepared =
    standing.kind === "founding"
      ? await prepareFounding(request, findings, standing)
      : await prepareExisting(request, standing);
  const seen = opened.filter(({ node }) => !unseen.some((other) => other.node === node));
  try {
    const ends = await walk(request, prepared, standing, seen);
    return { ends, closed: missing, isFounding: standing.kind === "founding" };
  } finally {
    prepared.run.api.close();
  }
}

/** What the control planes show. One that cannot be looked at counts as one that could not be reached. */
async function lookAround(intent: ClusterIntent, opened: readonly OpenNode[]) {
  const findings: Findings[] = [];
  const unseen: ClosedNode[] = [];
  await Promise.all(
    opened.map(async ({ node, host }) => {
      if (!isControlPlane(node)) return;
      try {
        findings.push(await survey(node, host, intent.cluster));
      } catch (thrown) {
        const [error] = asErrors(thrown);
        if (error === undefined || error.exitCode !== 4) throw thrown;
        unseen.push({ node, error: error.at({ node: node.name }) });
      }
    }),
  );
  const order = (name: string): number => intent.nodes.findIndex((node) => node.name === name);
  return { findings: findings.sort((a, b) => order(a.node.name) - order(b.node.name)), unseen };
}

interface Prepared {
  readonly run: ApplyRun;
  readonly peers: Peers;
  readonly targets: readonly { readonly node: ControlPlaneIntent; readonly host: Host }[];
}

async function prepareFounding(
  { intent, now }: ApplyRequest,
  findings: readonly Findings[],
  standing: Extract<Standing, { kind: "founding" }>,
): Promise<Prepared> {
  const at = new Date(now());
  const files = await Promise.all(findings.map(({ host }) => sharedFilesOn(host, intent.cluster)));
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
  return prepared(intent, at, record, authorities, findings, [], new ClusterApi(findings, () => administrator));
}

async function prepareExisting(
  { intent: file, now }: ApplyRequest,
  { record, settled, joining }: Extract<Standing, { kind: "existing" }>,
): Promise<Prepared> {
  refuseOtherAuthority(record, settled);
  const intent = withClusterVersion(file, settled);
  const api = new ClusterApi([...settled, ...joining], () => administratorOn(settled.map(({ host }) => host)));
  const client = await api.client();
  if (client !== null) await compareStored(client, intent.cluster);
  const [source] = settled;
  if (source === undefined) throw new Error("an existing cluster has a settled control plane");
  const authorities = authoritiesOf(source.host, intent.cluster);
  const nodes = settled.map(({ node }) => node);
  return prepared(intent, new Date(now()), record, authorities, [...settled, ...joining], nodes, api);
}

function prepared(
  intent: ClusterIntent,
  now: Date,
  record: ClusterRecord,
  authorities: ClusterAuthorities,
  targets: readonly Findings[],
  settled: readonly ControlPlaneIntent[],
  api: ClusterApi,
): Prepared {
  const known = peers();
  const [first] = targets;
  if (first === undefined) throw new Error("a cluster without control planes was not refused");
  const run: ApplyRun = {
    intent,
    now,
    record,
    authorities,
    api,
    nodes: new NodeList(api.source, first.host),
    peers: known,
    milestones: new Milestones(),
    keys: keyMint(intent.cluster.encryptionAlgorithm),
    settled,
  };
  return { run, peers: known, targets };
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

async function walk(
  request: ApplyRequest,
  { run, peers: known, targets }: Prepared,
  standing: Standing,
  opened: readonly OpenNode[],
): Promise<readonly HostEnd[]> {
  const objects = run.api.store(true);
  const { mode, signal, tell, now } = request;
  const options = { mode, signal, tell, now, peers: known };
  const grounds = new Map<string, PhaseList>();
  const lists = opened.map(({ node, host }): HostList => {
    if (!isControlPlane(node)) return { host, objects, list: worker(workerParts(run, node)) };
    const parts = controlPlaneParts(run, node);
    void parts.issuing.prepare(host);
    if (standing.kind === "founding") {
      grounds.set(host.name, foundingGround(parts));
      return { host, objects, list: foundingControlPlane(parts) };
    }
    const isSettled = standing.settled.some((one) => one.node.name === node.name);
    return { host, objects, list: isSettled ? settledControlPlane(parts) : joiningControlPlane(parts) };
  });
  const whole = {
    host: wholeCluster(run, targets),
    objects,
    list: clusterObjects(run, targets, mode === "apply" || hasNew(standing)),
  };
  if (grounds.size === 0) return runHosts([...lists, whole], options);
  const ground = (host: Host): PhaseList => grounds.get(host.name) ?? [];
  if (mode === "plan") {
    return runHosts([...lists.map((one) => ({ ...one, list: [...ground(one.host), ...one.list] })), whole], options);
  }
  const first = lists.filter(({ host }) => grounds.has(host.name)).map((one) => ({ ...one, list: ground(one.host) }));
  const laid = await runHosts(first, options);
  const errors = laid.flatMap((end) => ("errors" in end ? end.errors : []));
  if (errors.length > 0) throw throwable(errors);
  return [...laid, ...(await runHosts([...lists, whole], options))];
}

function wholeCluster({ intent, authorities }: ApplyRun, [first]: Prepared["targets"]): Host {
  if (first === undefined) throw new Error("a cluster without control planes was not refused");
  const caPath = posix.join(intent.cluster.certificatesDir, "ca.crt");
  const files = async () => new Map([[caPath, textState(await authorities.caCertificate())]]);
  return clusterHost(`cluster ${intent.name}`, files, first.host);
}

function hasNew(standing: Standing): boolean {
  return standing.kind === "founding" || standing.joining.length > 0;
}

/** @param waits false in a plan in which every control plane is there: nothing is to be waited for then */
function clusterObjects(run: ApplyRun, targets: Prepared["targets"], waits: boolean): PhaseList {
  const { intent, api, now } = run;
  const [node] = controlPlanesOf(intent);
  if (node === undefined) throw new Error("a cluster without control planes was not refused");
  const parts = controlPlaneParts(run, node);
  return clusterList({
    intent,
    first: initIntentOf(intent, node),
    wait: { ...parts.wait, open: api.source },
    offer: {
      tokens: [],
      now,
      server: clusterServer(intent),
      caPath: posix.join(intent.cluster.certificatesDir, "ca.crt"),
    },
    allHealthy: allHealthyPhase(
      waits ? targets.map(({ host }) => host.name) : [],
      run.milestones,
      run.peers,
      node.timeouts.controlPlaneComponentHealthCheck,
    ),
  });
}
