import { randomBytes } from "node:crypto";
import type { JoinFlags } from "../config/join-flags.ts";
import { loadJoin } from "../config/load-join.ts";
import { unsupportedJoin } from "../config/unsupported.ts";
import type { JoinConfiguration } from "../config/v1beta4.ts";
import { adminConf } from "../constants/paths.ts";
import type { PhaseList } from "../engine/phase.ts";
import { run } from "../engine/run.ts";
import { type ExitCode, exitCodes, KubewrightError, ManyErrors } from "../errors.ts";
import { machineAnswers } from "../facts/machine-answers.ts";
import type { Host } from "../host/host.ts";
import type { Io } from "../io.ts";
import { type ApiAccess, apiAccess, clusterObjects } from "../phases/api-access.ts";
import { locked } from "../phases/locked.ts";
import { flatPhases, selectPhases } from "../phases/select-phases.ts";
import { readSource } from "../read-source.ts";
import { joinNextSteps } from "../report/next-steps.ts";
import { openReporter } from "../report/open-reporter.ts";
import type { Reporter } from "../report/reporter.ts";
import type { RunOptions } from "../run-options.ts";
import { controlPlaneList, discoveryPhase, preparationPhases, workerList } from "./index.ts";
import { controlPlaneParts, workerParts } from "./join-parts.ts";
import type { JoinedCluster } from "./joined-cluster.ts";

/** Runs `join`, or its one phase that the options name. Throws what is in the way; see errors.ts for the exit codes. */
export async function runJoin(
  endpoint: string | undefined,
  flags: JoinFlags,
  io: Io,
  options: RunOptions,
): Promise<ExitCode> {
  const host = await io.open();
  try {
    const [source, machine] = await Promise.all([readSource(flags["config"], io), machineAnswers(host)]);
    const loaded = loadJoin({
      ...(source === undefined ? {} : { source }),
      ...(endpoint === undefined ? {} : { endpoint }),
      flags: await withTokenFile(flags, io),
      machine,
      entropy: randomBytes,
    });
    const refused = unsupportedJoin(loaded.join);
    if (refused.length > 0) throw new ManyErrors(refused);
    const work = () => carryOut({ ...loaded, io, options, host });
    return await (loaded.join.dryRun ? work() : locked(host, "join", io.now(), work));
  } finally {
    await host.close();
  }
}

/** --token-file keeps the token out of the process list; its content takes the place of --token. */
async function withTokenFile(flags: JoinFlags, io: Io): Promise<JoinFlags> {
  const path = flags["token-file"];
  if (path === undefined) return flags;
  if (flags["token"] !== undefined) {
    throw new KubewrightError("FLAGS_EXCLUDE", {
      what: "--token and --token-file were both given.",
      next: "Give one of them.",
      exitCode: exitCodes.usage,
    });
  }
  const { "token-file": _path, ...others } = flags;
  return { ...others, token: ((await readSource(path, io))?.text ?? "").trim() };
}

interface Work {
  readonly join: JoinConfiguration;
  readonly warnings: readonly string[];
  readonly io: Io;
  readonly options: RunOptions;
  readonly host: Host;
}

async function carryOut(work: Work): Promise<ExitCode> {
  const { join, io, options } = work;
  const view = join.dryRun ? "plan" : "run";
  const reporter = await openReporter(io, { output: options.output, verbosity: options.verbosity, view });
  for (const text of [...work.warnings, ...unpinned(join)]) {
    reporter.tell({ at: io.now(), host: work.host.name, type: "note", phase: "configuration", level: "warning", text });
  }
  try {
    const changed = await joinInTwo(work, reporter);
    await reporter.close();
    if (!join.dryRun && options.only === undefined) {
      const isControlPlane = join.controlPlane !== undefined;
      const node = join.nodeRegistration.name;
      const words = joinNextSteps({ changed, node, isControlPlane, kubeconfig: adminConf, columns: io.stdout.columns });
      reporter.say(words.text, words.record);
    }
    return exitCodes.done;
  } finally {
    await reporter.close();
  }
}

/** Said at each run: it is the one way to hand a node to whoever knows the token. */
function unpinned({ discovery }: JoinConfiguration): readonly string[] {
  if (discovery.kind !== "token" || discovery.caCertHashes.length > 0) return [];
  return [
    "The cluster's CA is NOT verified: whoever knows the token can pass for the cluster and take over this node. Give --discovery-token-ca-cert-hash instead of --discovery-token-unsafe-skip-ca-verification (kubewright token create --print-join-command shows it).",
  ];
}

/**
 * First the look at the machine and, beside it, at the cluster: both change nothing, and what each finds in the way is told at once.
 * Then, with the cluster known, the rest: what the second list holds follows from the cluster's configuration.
 */
async function joinInTwo(work: Work, reporter: Reporter): Promise<boolean> {
  const { join, io, options } = work;
  let joined: JoinedCluster | undefined;
  const keep = (found: JoinedCluster) => {
    joined = found;
  };
  const wanted = { only: options.only, skip: join.skipPhases };
  // A machine that cannot join need not wait for a cluster that does not answer.
  const inTheWay = new AbortController();
  const checks = preparationPhases(join, io.env, () => inTheWay.abort());
  const first = flatPhases(selectPhases(checks, wanted, phaseNames));
  const before = await runList(work, reporter, [{ together: [...first, discoveryPhase(join, keep, inTheWay.signal)] }]);
  if (joined === undefined) throw new Error("the discovery ended without a cluster");
  const cluster: JoinedCluster = joined;
  try {
    const list =
      join.controlPlane === undefined
        ? workerList(workerParts(join, cluster))
        : controlPlaneListOf(work, join.controlPlane, cluster);
    const after = await runList(work, reporter, selectPhases(list, wanted, phaseNames), cluster);
    return before + after > 0;
  } finally {
    cluster.client.close();
  }
}

function controlPlaneListOf(
  work: Work,
  controlPlane: NonNullable<JoinConfiguration["controlPlane"]>,
  cluster: JoinedCluster,
): PhaseList {
  const { join, io, host } = work;
  const parts = controlPlaneParts(join, controlPlane, cluster, { now: new Date(io.now()), environment: io.env });
  void parts.issuing.prepare(host);
  return controlPlaneList(parts);
}

/** kubeadm's phases of join: right in --skip-phases whatever the role of the node. */
const phaseNames = [
  ...[
    "preflight",
    "control-plane-prepare/download-certs",
    "control-plane-prepare/certs",
    "control-plane-prepare/kubeconfig",
  ],
  ...["control-plane-prepare/control-plane", "check-etcd", "kubelet-start", "etcd-join", "kubelet-wait-bootstrap"],
  ...["control-plane-join/mark-control-plane", "wait-control-plane"],
];

async function runList(work: Work, reporter: Reporter, list: PhaseList, cluster?: JoinedCluster): Promise<number> {
  const { join, io, host } = work;
  const access = accessOf(join);
  const objects = clusterObjects(access, host, cluster !== undefined);
  try {
    const mode = join.dryRun ? "plan" : "apply";
    return (await run(list, { host, objects, mode, signal: io.signal, tell: reporter.tell, now: io.now })).changed;
  } finally {
    objects.close();
  }
}

/** The API server of this host, once it is a control plane. */
function accessOf(join: JoinConfiguration): ApiAccess {
  const endpoint = join.controlPlane?.localAPIEndpoint;
  const local = endpoint === undefined ? undefined : { host: endpoint.advertiseAddress, port: endpoint.bindPort };
  return apiAccess({ local, deadlineMs: join.timeouts.kubernetesAPICall });
}
