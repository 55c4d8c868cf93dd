import { clock } from "../../facts/clock.ts";
import { type Check, error } from "../check.ts";

/** Clock: what is signed elsewhere for this machine is valid by its own clock. Ours. `validFrom`: the beginning of the certificates' validity. */
export function clockReached(validFrom: Date): Check {
  return {
    name: "Clock",
    look: async ({ fact }) => {
      const late = lateClock(await fact(clock), validFrom);
      return late === null ? [] : [error(late.what, late.why, late.next)];
    },
  };
}

/** What is to be said of a clock (milliseconds since the epoch) by which certificates are not valid yet; null when they are, or when it is not known. */
export function lateClock(
  now: number | null,
  validFrom: Date,
): { readonly what: string; readonly why: string; readonly next: string } | null {
  if (now === null || now >= validFrom.getTime()) return null;
  return {
    what: `The clock says ${second(now)}, and the certificates made now are valid from ${second(validFrom.getTime())} on.`,
    why: "Nobody on this machine would take them: its clock is behind that of the machine you type at, or that one is ahead.",
    next: "Set both clocks right (date; timedatectl; chronyc tracking), then run the same command again.",
  };
}

function second(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
