import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import type { InitFlags } from "../config/init-flags.ts";
import { loadInit } from "../config/load-init.ts";
import { unsupportedInit } from "../config/unsupported.ts";
import type { InitIntent } from "../config/v1beta4.ts";
import { adminConf } from "../constants/paths.ts";
import { run } from "../engine/run.ts";
import { type ExitCode, exitCodes, ManyErrors } from "../errors.ts";
import { machineAnswers } from "../facts/machine-answers.ts";
import type { Host } from "../host/host.ts";
import type { Io } from "../io.ts";
import { apiAccess, clusterObjects } from "../phases/api-access.ts";
import type { Issuing } from "../phases/issuing.ts";
import { locked } from "../phases/locked.ts";
import { isPartOf, isSelected, type PhaseSelection, selectPhases } from "../phases/select-phases.ts";
import { caPin } from "../pki/ca-pin.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { readSource } from "../read-source.ts";
import { initNextSteps } from "../report/next-steps.ts";
import { openReporter } from "../report/open-reporter.ts";
import type { Reporter } from "../report/reporter.ts";
import type { RunOptions } from "../run-options.ts";
import { reveal } from "../secret.ts";
import { type Founding, openFounding } from "./founding.ts";
import { initPhases } from "./index.ts";
import { initIssuing, initParts } from "./init-parts.ts";

/** kubeadm's phases that are no step here: their names are right in --skip-phases. */
const wordOnly = ["show-join-command", "upload-certs"];

/** Runs `init`, or the one phase that the options name. Throws what is in the way; see errors.ts for the exit codes. */
export async function runInit(flags: InitFlags, io: Io, options: RunOptions): Promise<ExitCode> {
  const host = await io.open();
  try {
    const loaded = await loadIntent(flags, io, host);
    const now = new Date(io.now());
    const selection = { only: options.only, skip: loaded.intent.init.skipPhases };
    const issuing = initIssuing(loaded.intent, now);
    // Keys are made while the lock is waited for. One that proves to be there when it is planned is not used.
    void issuing.prepare(host, (phase) => isSelected(phase, selection));
    const work = () => carryOut({ ...loaded, flags, io, options, host, selection, issuing, now });
    return await (loaded.intent.init.dryRun ? work() : locked(host, "init", io.now(), work));
  } finally {
    await host.close();
  }
}

interface Loaded {
  readonly intent: InitIntent;
  readonly warnings: readonly string[];
  readonly userSupplied: { readonly kubelet: boolean; readonly kubeProxy: boolean };
  /** True when nobody chose the first token. */
  readonly tokenIsRandom: boolean;
}

async function loadIntent(flags: InitFlags, io: Io, host: Host): Promise<Loaded> {
  const [source, machine] = await Promise.all([readSource(flags["config"], io), machineAnswers(host)]);
  let drawn = false;
  const entropy = (count: number) => {
    drawn = true;
    return randomBytes(count);
  };
  const loaded = loadInit({ ...(source === undefined ? {} : { source }), flags, machine, entropy });
  const refused = unsupportedInit(loaded.intent);
  if (refused.length > 0) throw new ManyErrors(refused);
  return {
    intent: withoutSkippedAddons(loaded.intent),
    warnings: loaded.warnings,
    userSupplied: loaded.userSupplied,
    tokenIsRandom: drawn,
  };
}

/** kubeadm notes a skipped addon in the cluster's configuration, so that upgrades leave it out too. */
function withoutSkippedAddons(intent: InitIntent): InitIntent {
  const skips = (phase: string) => intent.init.skipPhases.some((name) => isPartOf(phase, name));
  const { dns, proxy } = intent.cluster;
  return {
    ...intent,
    cluster: {
      ...intent.cluster,
      dns: { ...dns, disabled: dns.disabled || skips("addon/coredns") },
      proxy: { disabled: proxy.disabled || skips("addon/kube-proxy") },
    },
  };
}

interface Work extends Loaded {
  readonly flags: InitFlags;
  readonly io: Io;
  readonly options: RunOptions;
  readonly host: Host;
  readonly selection: PhaseSelection;
  readonly issuing: Issuing;
  /** The run's start. */
  readonly now: Date;
}

async function carryOut(work: Work): Promise<ExitCode> {
  const { intent, host, io, options, flags } = work;
  const single = options.only !== undefined;
  const founding = await openFounding(host, { intent, tokenIsRandom: work.tokenIsRandom, single });
  const endpoint = intent.init.localAPIEndpoint;
  const access = apiAccess({
    kubeconfig: flags["kubeconfig"],
    local: { host: endpoint.advertiseAddress, port: endpoint.bindPort },
    deadlineMs: intent.init.timeouts.kubernetesAPICall,
  });
  const uploadCerts = flags["upload-certs"] === true;
  const parts = initParts({
    intent,
    issuing: work.issuing,
    founding,
    access,
    now: work.now,
    environment: io.env,
    userSupplied: work.userSupplied,
    uploadCerts,
    single,
  });
  const list = selectPhases(initPhases(parts), work.selection, wordOnly);
  const view = intent.init.dryRun ? "plan" : "run";
  const reporter = await openReporter(io, { output: options.output, verbosity: options.verbosity, view });
  tellWarnings(work, reporter);
  const objects = clusterObjects(access, host, true);
  try {
    const mode = intent.init.dryRun ? "plan" : "apply";
    const result = await run(list, { host, objects, mode, signal: io.signal, tell: reporter.tell, now: io.now });
    await reporter.close();
    if (!single && mode === "apply") await sayNext(work, reporter, founding, result.changed > 0);
    if (options.only === "upload-certs" && mode === "apply" && uploadCerts) sayCertificateKey(work, reporter, founding);
    return exitCodes.done;
  } finally {
    objects.close();
    await reporter.close();
  }
}

function tellWarnings(work: Work, reporter: Reporter): void {
  for (const text of work.warnings) {
    reporter.tell({
      at: work.io.now(),
      host: work.host.name,
      type: "note",
      phase: "configuration",
      level: "warning",
      text,
    });
  }
}

function sayCertificateKey({ flags }: Work, reporter: Reporter, { certificateKey }: Founding): void {
  if (flags["skip-certificate-key-print"] === true) return;
  const key = certificateKey.reveal();
  const text = `\nA control plane joins within two hours with this certificate key:\n\n  ${key}\n`;
  reporter.say(text, { type: "result", certificateKey: key });
}

async function sayNext(work: Work, reporter: Reporter, founding: Founding, changed: boolean): Promise<void> {
  const { intent, flags, io, host } = work;
  if (intent.init.skipPhases.includes("show-join-command")) return;
  const caPath = posix.join(intent.cluster.certificatesDir, "ca.crt");
  const ca = (await host.read([caPath])).get(caPath);
  const local = intent.init.localAPIEndpoint;
  const [token] = founding.tokens;
  const words = initNextSteps({
    changed,
    kubeconfig: adminConf,
    endpoint: intent.cluster.controlPlaneEndpoint || `${local.advertiseAddress}:${local.bindPort}`,
    caHashes: ca?.type === "file" ? [caPin(parseCertificate(reveal(ca.content), caPath))] : [],
    ...(token === undefined ? {} : { token: token.token }),
    ...(flags["upload-certs"] === true && founding.isOpen ? { certificateKey: founding.certificateKey.reveal() } : {}),
    showToken: flags["skip-token-print"] !== true,
    showCertificateKey: flags["skip-certificate-key-print"] !== true,
    columns: io.stdout.columns,
  });
  reporter.say(words.text, words.record);
}
