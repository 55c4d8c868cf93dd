import type { Tell } from "../engine/event.ts";
import { holderText } from "../engine/lock.ts";
import type { Mode } from "../engine/run.ts";
import type { HostEnd } from "../engine/run-hosts.ts";
import { type ExitCode, exitCodes, KubewrightError, ManyErrors } from "../errors.ts";
import { type LoadedCluster, loadClusterFile } from "../fleet/cluster-file.ts";
import { inHostOrder } from "../fleet/host-order.ts";
import type { OpenHost } from "../fleet/open-hosts.ts";
import { type SshFlags, sshOpener } from "../fleet/ssh-opener.ts";
import type { Io } from "../io.ts";
import { openReporter } from "../report/open-reporter.ts";
import type { Reporter } from "../report/reporter.ts";
import { type ApplyResult, applyCluster } from "./apply-cluster.ts";
import { fingerprints } from "./fingerprint.ts";
import { readSavedPlan, refuseOtherChanges, refuseOtherFile, savedPlan } from "./saved-plan.ts";

/** What `plan` and `apply` are told on the command line. */
export interface ApplyOptions {
  /** The cluster file; "-" is standard input. */
  readonly file: string;
  readonly strict: boolean;
  readonly output: "text" | "json";
  readonly verbosity: number;
  /** Do not ask before the plan is carried out. */
  readonly yes: boolean;
  readonly ssh: SshFlags;
}

/** Shows what `apply` would do, host by host. Changes nothing. */
export async function runPlan(io: Io, options: ApplyOptions): Promise<ExitCode> {
  const loaded = await loadClusterFile(options.file, options.strict, io);
  return withOpener(io, options, async (open) => {
    const { ends } = await planned(io, options, loaded, open);
    const plan = savedPlan(loaded.intent.name, options.file, loaded.text, fingerprints(ends));
    if (options.output === "json") io.stdout.write(`${JSON.stringify(plan)}\n`);
    return exitCodes.done;
  });
}

/** Carries a saved plan out. Throws PLAN_STALE when its file has changed, or when something else would be done now. */
export async function runSavedPlan(io: Io, path: string, options: ApplyOptions): Promise<ExitCode> {
  const plan = await readSavedPlan(path, io);
  const loaded = await loadClusterFile(plan.file, options.strict, io);
  refuseOtherFile(plan, loaded.text);
  return withOpener(io, options, async (open) => {
    const now = await run(io, "plan", { ...loaded, warnings: [] }, open, () => undefined);
    refuseIncomplete(now);
    refuseOtherChanges(plan, fingerprints(now.ends));
    return carriedOut(io, { ...options, file: plan.file }, loaded, open);
  });
}

/** Makes the cluster what the file says. On a terminal the plan is shown first and asked about. Throws what is in the way. */
export async function runApply(io: Io, options: ApplyOptions): Promise<ExitCode> {
  const loaded = await loadClusterFile(options.file, options.strict, io);
  return withOpener(io, options, async (open) => {
    const asks = !options.yes && options.output === "text" && io.stdout.isTerminal;
    if (asks) {
      const result = await planned(io, options, loaded, open);
      if (changesOf(result.ends) === 0) return exitCodes.done;
      await agreed(io);
    }
    return carriedOut(io, options, loaded, open);
  });
}

async function withOpener(
  io: Io,
  options: ApplyOptions,
  work: (open: OpenHost) => Promise<ExitCode>,
): Promise<ExitCode> {
  const opener = await sshOpener(io, options.ssh);
  try {
    return await work(opener.open);
  } finally {
    await opener.close();
  }
}

async function planned(io: Io, options: ApplyOptions, loaded: LoadedCluster, open: OpenHost): Promise<ApplyResult> {
  const { output, verbosity } = options;
  const reporter = await openReporter(io, { output, verbosity, view: "plan", manyHosts: true });
  const order = inHostOrder(
    reporter.tell,
    loaded.intent.nodes.map(({ name }) => name),
  );
  try {
    const result = await run(io, "plan", loaded, open, output === "text" ? order.tell : reporter.tell);
    order.flush();
    await reporter.close();
    refuseIncomplete(result);
    return result;
  } finally {
    order.flush();
    await reporter.close();
  }
}

async function carriedOut(io: Io, options: ApplyOptions, loaded: LoadedCluster, open: OpenHost): Promise<ExitCode> {
  const { output, verbosity } = options;
  const reporter = await openReporter(io, { output, verbosity, view: "run", manyHosts: true });
  try {
    const began = io.now();
    const result = await run(io, "apply", loaded, open, reporter.tell);
    await reporter.close();
    refuseIncomplete(result);
    sayDone(reporter, loaded, result, io.now() - began, options.file);
    return exitCodes.done;
  } finally {
    await reporter.close();
  }
}

function run(io: Io, mode: Mode, loaded: LoadedCluster, openHost: OpenHost, tell: Tell): Promise<ApplyResult> {
  for (const text of loaded.warnings) {
    tell({ at: io.now(), host: loaded.intent.name, type: "note", phase: "configuration", level: "warning", text });
  }
  const who = { user: io.env["USER"] ?? "root", pid: process.pid, at: new Date(io.now()).toISOString() };
  const holder = holderText("apply", who);
  return applyCluster({ intent: loaded.intent, mode, openHost, tell, now: io.now, signal: io.signal, holder });
}

async function agreed(io: Io): Promise<void> {
  const answer = await io.ask("\nCarry this out? (yes/no) ");
  if (/^\s*y(es)?\s*$/i.test(answer ?? "")) return;
  throw new KubewrightError("NOT_CONFIRMED", {
    what: "Nothing was changed, for the plan was not confirmed.",
    next: "Answer yes, or run the command with --yes.",
    exitCode: exitCodes.usage,
  });
}

/** How many changes were made, or would be, and how many steps a plan could not know. Waits change nothing. */
export function changesOf(ends: readonly HostEnd[]): number {
  const steps = ends.flatMap((end) => ("result" in end ? end.result.changes : []));
  const changes = steps.flatMap((step) => step.changes).filter(({ kind }) => kind !== "wait");
  return changes.length + steps.filter(({ outcome }) => outcome === "deferred").length;
}

/**
 * Throws every error of every host. Where other hosts were finished the exit code is 5, whatever it would be for the host
 * alone; the last error says which hosts are finished and which not.
 */
export function refuseIncomplete({ ends, closed }: ApplyResult): void {
  const failed = ends.flatMap((end) => ("errors" in end ? end.errors : []));
  const errors = [...closed.map(({ error }) => error), ...failed];
  if (errors.length === 0) return;
  const finished = ends.filter((end) => "result" in end);
  if (finished.length === 0) throw new ManyErrors(errors);
  throw new ManyErrors([...errors.map(asStepFailure), incomplete(ends, closed)]);
}

function asStepFailure(error: KubewrightError): KubewrightError {
  if (error.exitCode === exitCodes.interrupted) return error;
  return new KubewrightError(error.code, { ...error, cause: error.cause, exitCode: exitCodes.stepFailed });
}

function incomplete(ends: readonly HostEnd[], closed: ApplyResult["closed"]): KubewrightError {
  const unfinished = [
    ...closed.map(({ node }) => node.name),
    ...ends.flatMap((end) => ("errors" in end ? [end.host] : [])),
  ];
  const finished = [...new Set(ends.flatMap((end) => ("result" in end ? [end.host] : [])))];
  const names = [...new Set(unfinished)];
  return new KubewrightError("APPLY_INCOMPLETE", {
    what: `Not finished: ${names.join(", ")}. Finished: ${finished.filter((name) => !names.includes(name)).join(", ") || "none"}.`,
    next: "Repair what is named above, then run the same command again: it does only what is left.",
  });
}

function sayDone(reporter: Reporter, { intent }: LoadedCluster, result: ApplyResult, took: number, file: string): void {
  const changes = changesOf(result.ends);
  const seconds = (took / 1000).toFixed(1);
  const nodes = intent.nodes.length;
  const sum = result.isFounding
    ? `Cluster ${intent.name} is founded: ${nodes} ${nodes === 1 ? "node" : "nodes"} in ${seconds} s.`
    : changes === 0
      ? `Nothing to change: ${nodes} nodes are as ${file} says (${seconds} s).`
      : `Done: ${changes} ${changes === 1 ? "change" : "changes"} on cluster ${intent.name} in ${seconds} s.`;
  const next = result.isFounding
    ? `\nTo administer it from here:\n  kubewright kubeconfig admin -f ${file} > admin.conf\nThe nodes become Ready with a Pod network:\n  kubectl --kubeconfig admin.conf apply -f <network.yaml>\n`
    : "";
  reporter.say(`\n${sum}\n${next}`, {
    type: "result",
    cluster: intent.name,
    founded: result.isFounding,
    changes,
    nodes,
    durationMs: took,
  });
}
