import { clock } from "../../facts/clock.ts";
import { type Check, error } from "../check.ts";

/** Clock: what is signed elsewhere for this machine is valid by its own clock. Ours. `validFrom`: the beginning of the certificates' validity. */
export function clockReached(validFrom: Date): Check {
  return {
    name: "Clock",
    look: async ({ fact }) => {
      const now = await fact(clock);
      if (now === null || now >= validFrom.getTime()) return [];
      return [
        error(
          `The clock says ${second(now)}, and the certificates made now are valid from ${second(validFrom.getTime())} on.`,
          "Nobody on this machine would take them: its clock is behind that of the machine you type at, or that one is ahead.",
          "Set both clocks right (date; timedatectl; chronyc tracking), then run the same command again.",
        ),
      ];
    },
  };
}

function second(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
