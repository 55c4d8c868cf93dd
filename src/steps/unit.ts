import type { Fact } from "../engine/fact.ts";
import type { Command } from "../host/host.ts";

/** A systemd unit as systemd itself sees it. */
export interface Unit {
  /** systemd knows a unit file of this name. */
  readonly known: boolean;
  /** Runs, starts, or is about to be started again after a crash. */
  readonly running: boolean;
  readonly enabled: boolean;
  /** Its unit files have changed since systemd read them. */
  readonly needsReload: boolean;
  /** When its process was last started, milliseconds since the epoch, also of one that crashed and waits to be started again; null when it does not run. */
  readonly startedAtMs: number | null;
  /** Whether systemd told the start to the microsecond (from version 247 on), or to the second. */
  readonly exact: boolean;
}

const properties = "LoadState,ActiveState,UnitFileState,NeedDaemonReload,ExecMainStartTimestamp";

/** `--timestamp=us+utc` came with systemd 247; before that, TZ makes it UTC, and seconds must do. */
const script = `TZ=UTC systemctl show --timestamp=us+utc --property=${properties} -- "$1" 2>/dev/null || TZ=UTC systemctl show --property=${properties} -- "$1"`;

/** The command whose answer `parseUnit` reads. */
export function unitQuestion(name: string): Command {
  return { argv: ["sh", "-c", script, "unit", name] };
}

/** What systemd says about a unit. Where no systemd answers, nothing is known, running or enabled. */
export function unit(name: string): Fact<Unit> {
  return {
    name: `unit ${name}`,
    read: async (view) => parseUnit((await view.probe(unitQuestion(name))).stdout),
  };
}

/** Reads the lines "Property=value" of `systemctl show`. */
export function parseUnit(text: string): Unit {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    if (at > 0) values.set(line.slice(0, at), line.slice(at + 1).trim());
  }
  const started = values.get("ExecMainStartTimestamp") ?? "";
  const running = ["active", "activating", "reloading", "refreshing"].includes(values.get("ActiveState") ?? "");
  return {
    known: values.get("LoadState") === "loaded",
    running,
    enabled: ["enabled", "enabled-runtime", "static", "alias", "indirect", "generated"].includes(
      values.get("UnitFileState") ?? "",
    ),
    needsReload: values.get("NeedDaemonReload") === "yes",
    startedAtMs: running ? parseTimestamp(started) : null,
    exact: /\.\d+ UTC$/.test(started),
  };
}

/** "Fri 2025-11-21 14:25:10.123456 UTC" as milliseconds since the epoch; null for anything else. */
function parseTimestamp(text: string): number | null {
  const match = /^\w+ (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(\.\d+)? UTC$/.exec(text);
  if (match === null) return null;
  const seconds = Date.parse(`${match[1]}T${match[2]}Z`);
  return Number.isNaN(seconds) ? null : seconds + Number(`0${match[3] ?? ""}`) * 1000;
}

/** True when one of the inputs was written after the unit's process was started. */
export function isStale(of: Unit, written: ReadonlyMap<string, number>): boolean {
  const { startedAtMs } = of;
  if (startedAtMs === null) return false;
  return [...written.values()].some((at) => (of.exact ? at : Math.floor(at / 1000) * 1000) > startedAtMs);
}
