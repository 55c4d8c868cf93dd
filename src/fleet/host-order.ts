import type { RunEvent, Tell } from "../engine/event.ts";

/** Keeps the events of many hosts and tells them host by host, in the order of the names, and each host's phase by phase, as they began; hosts that are not named come last. `flush` may be called again. */
export function inHostOrder(tell: Tell, names: readonly string[]): { readonly tell: Tell; flush(): void } {
  const kept = new Map<string, RunEvent[]>(names.map((name) => [name, []]));
  return {
    tell: (event) => {
      const events = kept.get(event.host) ?? [];
      events.push(event);
      kept.set(event.host, events);
    },
    flush: () => {
      for (const events of kept.values()) for (const event of byPhase(events.splice(0))) tell(event);
    },
  };
}

/** Phases that ran side by side are told one after the other. */
function byPhase(events: readonly RunEvent[]): readonly RunEvent[] {
  const phases = new Map<string, RunEvent[]>();
  for (const event of events) phases.set(event.phase, [...(phases.get(event.phase) ?? []), event]);
  return [...phases.values()].flat();
}
