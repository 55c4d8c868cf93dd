import type { ExecResult } from "../../src/host/host.ts";
import type { Call, MemoryHost } from "./memory-host.ts";

/** What a test may look at and set. */
export interface MemoryUnit {
  running: boolean;
  enabled: boolean;
  startedAt: number;
  /** How often it was started. */
  starts: number;
  /** When systemd read its files. */
  loadedAt: number;
}

/**
 * A systemd that knows `systemctl show, enable, disable, start, restart, stop, daemon-reload, is-active`. A unit exists when its file
 * lies under /etc, /usr/lib or /lib (systemd/system), or when it is named here. After a boot the enabled ones run.
 */
export function memorySystemd(host: MemoryHost, names: readonly string[] = []): Map<string, MemoryUnit> {
  const units = new Map<string, MemoryUnit>();
  const reload = (): void => {
    for (const unit of units.values()) unit.loadedAt = host.clock;
  };
  const start = (unit: MemoryUnit): void => {
    Object.assign(unit, { running: true, startedAt: host.clock, starts: unit.starts + 1 });
  };
  const make = (name: string): MemoryUnit => {
    const unit = { running: false, enabled: false, startedAt: 0, starts: 0, loadedAt: host.clock };
    units.set(name, unit);
    return unit;
  };
  for (const name of names) make(full(name));
  const find = (name: string): MemoryUnit | null =>
    units.get(full(name)) ?? (unitFiles(host, full(name)).length > 0 ? make(full(name)) : null);
  const acts: Readonly<Record<string, (unit: MemoryUnit) => void>> = {
    start: (unit) => (unit.running ? undefined : start(unit)),
    restart: start,
    stop: (unit) => {
      unit.running = false;
    },
    enable: (unit) => {
      unit.enabled = true;
    },
    disable: (unit) => {
      unit.enabled = false;
    },
  };
  host.on("systemctl", ({ argv }) => {
    const words = argv.slice(1).filter((word) => !word.startsWith("-"));
    const [verb = "", ...wanted] = words;
    if (["daemon-reload", "enable", "disable"].includes(verb)) reload();
    const act = acts[verb];
    for (const name of wanted) {
      const unit = find(name);
      if (unit === null) return { code: 5, stdout: "", stderr: `Unit ${full(name)} not found.\n` };
      act?.(unit);
      if (argv.includes("--now")) acts[verb === "enable" ? "start" : "stop"]?.(unit);
    }
    const isActive = wanted.every((name) => find(name)?.running === true);
    return verb === "is-active" && !isActive ? { code: 3, stdout: "inactive\n", stderr: "" } : "";
  });
  const show = ({ argv }: Call): ExecResult | string => {
    const name = argv.at(-1) ?? "";
    const unit = find(name);
    if (unit === null)
      return "LoadState=not-found\nActiveState=inactive\nUnitFileState=\nNeedDaemonReload=no\nMainPID=0\n";
    const changed = unitFiles(host, full(name)).some((path) => (host.files.modified(path) ?? 0) > unit.loadedAt);
    return [
      "LoadState=loaded",
      `ActiveState=${unit.running ? "active" : "inactive"}`,
      `UnitFileState=${unit.enabled ? "enabled" : "disabled"}`,
      `NeedDaemonReload=${changed ? "yes" : "no"}`,
      `ExecMainStartTimestamp=${unit.startedAt === 0 ? "" : timestamp(unit.startedAt)}`,
      `MainPID=${unit.running ? 100 : 0}`,
      "",
    ].join("\n");
  };
  host.on((argv) => argv[0] === "sh" && (argv[2] ?? "").includes("systemctl show"), show);
  host.whenBooted(() => {
    reload();
    for (const unit of units.values()) {
      unit.running = false;
      if (unit.enabled) start(unit);
    }
  });
  return units;
}

function full(name: string): string {
  return name.includes(".") ? name : `${name}.service`;
}

/** The unit's file and its drop-ins. */
function unitFiles(host: MemoryHost, name: string): string[] {
  const roots = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];
  return roots.flatMap((root) => {
    const dropIns = (host.files.names(`${root}/${name}.d`) ?? []).map((file) => `${root}/${name}.d/${file}`);
    return [...(host.files.get(`${root}/${name}`) === undefined ? [] : [`${root}/${name}`]), ...dropIns];
  });
}

/** "Thu 2026-01-01 00:00:00.123000 UTC" */
function timestamp(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `Thu ${iso.slice(0, 10)} ${iso.slice(11, 23)}000 UTC`;
}
