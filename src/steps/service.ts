import type { Change, CommandChange } from "../engine/change.ts";
import type { Expectation } from "../engine/fact.ts";
import type { Step } from "../engine/step.ts";
import { unitEnabled, unitNeedsReload, unitRunning, unitStale } from "./service-state.ts";
import { step } from "./step.ts";

/** What `serviceStep` needs. */
export interface ServiceIntent {
  readonly id: string;
  readonly title: string;
  /** "kubelet.service" or "kubelet". */
  readonly unit: string;
  /** Files the service reads at its start: when one is newer than the start, it is started again. */
  readonly inputs?: readonly string[];
  /** Starts with the machine; true when left out. */
  readonly enable?: boolean;
  /** never: a running service is left alone, whatever its inputs. */
  readonly restart?: "when-stale" | "never";
}

/** Milliseconds a unit may take to start before its command is ended; systemd's own default is 90,000. */
const startTimeoutMs = 120_000;

/** The service is enabled and runs, and was started after its inputs and unit files were written. Whether a restart is due is read from the machine, so a run that was cut short leaves none out. */
export function serviceStep(intent: ServiceIntent): Step {
  const { id, title, unit, inputs = [], enable = true, restart = "when-stale" } = intent;
  const running = unitRunning(unit);
  const enabled = unitEnabled(unit);
  const needsReload = unitNeedsReload(unit, inputs);
  const stale = unitStale(unit, inputs);
  const isNow = [
    { fact: running, value: true },
    { fact: stale, value: false },
  ];
  return step(id, title, async ({ fact }) => {
    const [runs, starts, reload, old] = await Promise.all([
      fact(running),
      fact(enabled),
      fact(needsReload),
      fact(stale),
    ]);
    const changes: Change[] = [];
    if (reload)
      changes.push(systemctl("Read the unit files again", ["daemon-reload"], [{ fact: needsReload, value: false }]));
    if (enable && !starts)
      changes.push(systemctl(`Enable ${unit}`, ["enable", "--", unit], [{ fact: enabled, value: true }]));
    if (!runs) changes.push(systemctl(`Start ${unit}`, ["restart", "--", unit], isNow));
    else if (restart === "when-stale" && (old || reload))
      changes.push(systemctl(`Restart ${unit}`, ["restart", "--", unit], isNow));
    return changes;
  });
}

/** A systemctl command as a change. */
export function systemctl(title: string, args: readonly string[], makes: readonly Expectation[]): CommandChange {
  return { kind: "command", title, command: { argv: ["systemctl", ...args], timeoutMs: startTimeoutMs }, makes };
}
