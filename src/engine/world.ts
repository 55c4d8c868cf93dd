import type { HostView } from "../host/host.ts";
import { Overlay } from "../host/overlay.ts";
import { applyChanges, type Hands } from "./apply.ts";
import { bookkeeper } from "./bookkeeper.ts";
import type { Change } from "./change.ts";
import { Facts } from "./facts.ts";
import { ObjectOverlay } from "./object-overlay.ts";
import type { ObjectView } from "./object-store.ts";
import { type Planners, planners } from "./planners.ts";
import type { RunOptions } from "./run.ts";

/** Where the changes of a run go: into promises, or onto the machine. What steps see is the same in both. */
export interface World {
  readonly view: HostView;
  readonly objects: ObjectView;
  readonly facts: Facts;
  readonly planning: Planners;
  readonly carryOut: (changes: readonly Change[], phase: string, progress: (text: string) => void) => Promise<void>;
  /** Returns after `ms` milliseconds or when the signal comes. */
  readonly sleep: Hands["waiting"]["sleep"];
}

/** The machine as it will be: changes are believed, nothing is written anywhere. */
export function promisedWorld(host: HostView, objects: ObjectView): World {
  const overlay = new Overlay(host);
  const promised = new ObjectOverlay(objects);
  const facts = new Facts(overlay);
  return {
    view: overlay,
    objects: promised,
    facts,
    planning: planners(),
    sleep: async () => undefined,
    carryOut: async (changes) => {
      overlay.promise(
        changes.filter((change) => change.kind === "file").map(({ path, after }) => ({ path, state: after })),
      );
      promised.promise(changes.filter((change) => change.kind === "object"));
      for (const change of changes) {
        if (change.kind === "command" || change.kind === "call") for (const made of change.makes) facts.believe(made);
        if (change.kind === "wait") facts.believe({ fact: change.until, value: { done: true, found: "" } });
      }
      facts.drop();
    },
  };
}

/** The machine as it is. */
export function realWorld({
  host,
  objects,
  now,
  sleep,
  signal,
}: RunOptions & { readonly sleep: Hands["waiting"]["sleep"] }): World {
  const facts = new Facts(host);
  const planning = planners();
  const books = bookkeeper(host, planning);
  return {
    view: host,
    objects,
    facts,
    planning,
    sleep,
    carryOut: (changes, phase, progress) =>
      applyChanges(changes, { host, objects, facts, books, phase, waiting: { now, sleep, signal, progress } }),
  };
}
