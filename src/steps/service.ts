import type { Change, CommandChange } from "../engine/change.ts";
import type { Expectation } from "../engine/fact.ts";
import type { Step } from "../engine/step.ts";
import { type ServiceState, serviceState } from "./service-state.ts";
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
  const fact = serviceState(unit, inputs);
  return step(id, title, async (context) => {
    const found = await context.fact(fact);
    const changes: Change[] = [];
    let state = found;
    const add = (text: string, args: readonly string[], becomes: Partial<ServiceState>): void => {
      state = { ...state, ...becomes };
      changes.push(systemctl(text, args, [{ fact, value: state }]));
    };
    if (found.needsReload) add("Read the unit files again", ["daemon-reload"], { needsReload: false });
    if (enable && !found.enabled) add(`Enable ${unit}`, ["enable", "--", unit], { enabled: true });
    const isDue = restart === "when-stale" && (found.stale || found.needsReload);
    const runs = { running: true, stale: false };
    if (!found.running) add(`Start ${unit}`, ["restart", "--", unit], runs);
    else if (isDue) add(`Restart ${unit}`, ["restart", "--", unit], runs);
    return changes;
  });
}

/** A systemctl command as a change. */
export function systemctl(title: string, args: readonly string[], makes: readonly Expectation[]): CommandChange {
  return { kind: "command", title, command: { argv: ["systemctl", ...args], timeoutMs: startTimeoutMs }, makes };
}
