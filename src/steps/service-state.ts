import type { Fact } from "../engine/fact.ts";
import type { HostView } from "../host/host.ts";
import { isStale, type Unit, unit } from "./unit.ts";

/** Whether a unit runs, starts, or is about to be started again after a crash. */
export function unitRunning(name: string): Fact<boolean> {
  return { name: `unit ${name} is running`, read: async (view) => (await askTogether(name, view)).running };
}

/** Whether a unit starts with the machine. */
export function unitEnabled(name: string): Fact<boolean> {
  return { name: `unit ${name} is enabled`, read: async (view) => (await askTogether(name, view)).enabled };
}

/** Whether one of the inputs was written after the unit's process was started; in a plan also when one will be. */
export function unitStale(name: string, inputs: readonly string[]): Fact<boolean> {
  return {
    name: `unit ${name} is older than ${inputs.join(" ")}`,
    read: async (view) => {
      const [state, written] = await Promise.all([askTogether(name, view), view.modified(inputs)]);
      return isStale(state, written);
    },
  };
}

/**
 * Whether systemd must read its unit files again for this unit. In a plan a promised unit file asks for that too,
 * but only under a running unit: systemd reads the files of others afresh when they are started.
 */
export function unitNeedsReload(name: string, inputs: readonly string[]): Fact<boolean> {
  const unitFiles = inputs.filter((path) => path.includes("/systemd/system/"));
  return {
    name: `unit ${name} needs a reload for ${unitFiles.join(" ")}`,
    read: async (view) => {
      const [state, written] = await Promise.all([askTogether(name, view), view.modified(unitFiles)]);
      return state.needsReload || (state.running && [...written.values()].includes(Number.POSITIVE_INFINITY));
    },
  };
}

const asking = new WeakMap<HostView, Map<string, Promise<Unit>>>();

/** One question to systemd for all who ask at the same time; nobody gets an answer that was there before they asked. */
function askTogether(name: string, view: HostView): Promise<Unit> {
  const questions = asking.get(view) ?? new Map<string, Promise<Unit>>();
  asking.set(view, questions);
  const known = questions.get(name);
  if (known !== undefined) return known;
  const answer = unit(name)
    .read(view)
    .finally(() => questions.delete(name));
  questions.set(name, answer);
  return answer;
}
