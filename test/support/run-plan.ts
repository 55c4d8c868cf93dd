import type { RunEvent } from "../../src/engine/event.ts";
import { noObjects } from "../../src/engine/no-objects.ts";
import type { ObjectStore } from "../../src/engine/object-store.ts";
import type { PhaseList } from "../../src/engine/phase.ts";
import { type Mode, type RunOptions, type RunResult, run } from "../../src/engine/run.ts";
import type { Step } from "../../src/engine/step.ts";
import type { Host } from "../../src/host/host.ts";

/** What a run came to, and what it told. */
export interface Ran {
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
}

/** A plan of the list. */
export function planOn(list: PhaseList, host: Host, objects?: ObjectStore): Promise<Ran> {
  return runOn("plan", list, host, objects);
}

/** An apply of the list; `sleep` in place of the clock's. */
export function applyOn(list: PhaseList, host: Host, objects?: ObjectStore, sleep?: RunOptions["sleep"]): Promise<Ran> {
  return runOn("apply", list, host, objects, sleep);
}

async function runOn(
  mode: Mode,
  list: PhaseList,
  host: Host,
  objects: ObjectStore = noObjects("the API server answers"),
  sleep?: RunOptions["sleep"],
): Promise<Ran> {
  const events: RunEvent[] = [];
  const signal = new AbortController().signal;
  const tell = (event: RunEvent): void => void events.push(event);
  const options = { host, objects, mode, signal, tell, now: () => Date.now() };
  return { result: await run(list, sleep === undefined ? options : { ...options, sleep }), events };
}

/** One phase of these steps: the smallest list. */
export function phaseOf(...steps: Step[]): PhaseList {
  return [{ id: "phase", title: "A phase", steps }];
}
