import { resetOf } from "./defaults/reset.ts";
import type { ConfigSource, MachineAnswers } from "./load.ts";
import { decideCriSocket } from "./machine-defaults.ts";
import { Reading } from "./reading.ts";
import { type ResetFlags, resetFlags } from "./reset-flags.ts";
import { absentKind } from "./rules/absent-kind.ts";
import { ignoredChecksRule } from "./rules/ignored-checks.ts";
import { resetRules } from "./rules/reset.ts";
import { type RawReset, resetConfiguration } from "./schema/reset-configuration.ts";
import type { ResetConfiguration } from "./v1beta4.ts";

const kind = "ResetConfiguration";

/** What reset is given. */
export interface ResetRequest {
  readonly source?: ConfigSource | undefined;
  readonly flags: ResetFlags;
  readonly machine: MachineAnswers;
  /** Where the machine's control plane has its certificates: what counts where neither file nor flag names a place. */
  readonly certificatesDir?: string | undefined;
  readonly strict?: boolean | undefined;
}

/** Reads reset's file or flags. Throws as loadInit does. */
export function loadReset(request: ResetRequest): {
  readonly reset: ResetConfiguration;
  readonly warnings: readonly string[];
} {
  const { source, flags, machine } = request;
  const reading = new Reading({ source, flags, table: resetFlags, strict: request.strict ?? flags.strict ?? false });
  const raw =
    source === undefined ? reading.read(resetConfiguration, kind, reading.flagsFor(kind)) : fromFile(reading, flags);
  reading.ignoreOthers([kind]);
  const reset = readReset(reading, raw, machine, request.certificatesDir);
  reading.report(kind, ignoredChecksRule(["ignorePreflightErrors"], reset.ignorePreflightErrors));
  return { warnings: reading.finish(), reset };
}

/** Fills in defaults and keeps the rules; the reading holds what is wrong. */
export function readReset(
  reading: Reading,
  raw: RawReset,
  machine: MachineAnswers,
  certificatesDir?: string,
): ResetConfiguration {
  const socket = decideCriSocket(["criSocket"], raw.criSocket, machine);
  reading.report(kind, socket.findings);
  reading.warn(...socket.warnings);
  const reset = resetOf(raw, socket.value, certificatesDir);
  reading.report(kind, resetRules(reset));
  return reset;
}

/** The ResetConfiguration of a file; a problem when there is none. */
export function rawReset(reading: Reading): RawReset {
  const document = reading.document(kind);
  if (document === undefined) reading.report("", [absentKind(kind)]);
  if (document === undefined || !reading.accept(document)) return {};
  return reading.read(resetConfiguration, kind, document.value);
}

function fromFile(reading: Reading, flags: ResetFlags): RawReset {
  const raw = rawReset(reading);
  const ignored = [...(raw.ignorePreflightErrors ?? []), ...(flags["ignore-preflight-errors"] ?? [])];
  return {
    ...raw,
    ...(flags["dry-run"] === undefined ? {} : { dryRun: flags["dry-run"] }),
    ...(flags["skip-phases"]?.length ? { skipPhases: [...flags["skip-phases"]] } : {}),
    ignorePreflightErrors: [...new Set(ignored)],
  };
}
