import type { RunEvent, Tell } from "../engine/event.ts";

/** Keeps the events of many hosts and tells them host by host, in the order of the names; hosts that are not named come last. `flush` may be called again. */
export function inHostOrder(tell: Tell, names: readonly string[]): { readonly tell: Tell; flush(): void } {
  const kept = new Map<string, RunEvent[]>(names.map((name) => [name, []]));
  return {
    tell: (event) => {
      const events = kept.get(event.host) ?? [];
      events.push(event);
      kept.set(event.host, events);
    },
    flush: () => {
      for (const events of kept.values()) for (const event of events.splice(0)) tell(event);
    },
  };
}
