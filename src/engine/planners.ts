/** Milliseconds that a write waits for those who are planning beside it: about what one sync of a disk, or one way to a machine, costs. */
const patienceMs = 5;

/** Who is about to say what is missing. Writes that are asked for within a moment go out as one. */
export interface Planners {
  /** Somebody begins to plan; what is returned is called at the end. */
  begin(): () => void;
  /** Returns when nobody plans any more, and after `patienceMs` in any case. */
  quiet(): Promise<void>;
}

/** Nobody plans yet. */
export function planners(): Planners {
  let busy = 0;
  let waiting: (() => void)[] = [];
  return {
    begin: () => {
      busy += 1;
      return () => {
        busy -= 1;
        if (busy === 0) for (const go of waiting.splice(0)) go();
      };
    },
    quiet: () =>
      new Promise((resolve) => {
        if (busy === 0) return resolve();
        const timer = setTimeout(go, patienceMs);
        function go(): void {
          clearTimeout(timer);
          waiting = waiting.filter((other) => other !== go);
          resolve();
        }
        waiting.push(go);
      }),
  };
}
