import { interrupted } from "./fail.ts";
import type { Phase } from "./phase.ts";

/** Lets as many hosts into a phase as its width allows; the others wait in the order in which they came. */
export interface Gates {
  /** Returns when there is room, with what makes the room free again. Error INTERRUPTED when the signal comes first. */
  enter(phase: Phase, signal: AbortSignal): Promise<() => void>;
}

/** Gates for the phases of one run. */
export function gates(): Gates {
  const inside = new Map<string, number>();
  const queues = new Map<string, (() => void)[]>();
  const leave = (id: string): void => {
    inside.set(id, (inside.get(id) ?? 1) - 1);
    queues.get(id)?.shift()?.();
  };
  return {
    enter: async ({ id, width }, signal) => {
      if (width === undefined) return () => {};
      const queue = queues.get(id) ?? [];
      queues.set(id, queue);
      while ((inside.get(id) ?? 0) >= Math.max(width.hosts, 1)) await turn(queue, signal);
      inside.set(id, (inside.get(id) ?? 0) + 1);
      return () => leave(id);
    },
  };
}

function turn(queue: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      const at = queue.indexOf(called);
      if (at >= 0) queue.splice(at, 1);
      reject(interrupted());
    };
    const called = (): void => {
      signal.removeEventListener("abort", stop);
      resolve();
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    queue.push(called);
  });
}
