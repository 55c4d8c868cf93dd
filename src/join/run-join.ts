import { randomBytes } from "node:crypto";
import type { JoinFlags } from "../config/join-flags.ts";
import { loadJoin } from "../config/load-join.ts";
import { unsupportedJoin } from "../config/unsupported.ts";
import type { JoinConfiguration } from "../config/v1beta4.ts";
import { adminConf } from "../constants/paths.ts";
import { type ExitCode, exitCodes, KubewrightError, ManyErrors } from "../errors.ts";
import { machineAnswers } from "../facts/machine-answers.ts";
import type { Io } from "../io.ts";
import { locked } from "../phases/locked.ts";
import { readSource } from "../read-source.ts";
import { joinNextSteps } from "../report/join-next-steps.ts";
import { openReporter } from "../report/open-reporter.ts";
import type { RunOptions } from "../run-options.ts";
import { type JoinWork, joinInTwo } from "./join-in-two.ts";

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

async function carryOut(work: JoinWork): Promise<ExitCode> {
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
