import { systemUnits } from "../../facts/system-units.ts";
import { clockFollows, runningTimeService } from "../../facts/time-sync.ts";
import { type Check, warning } from "../check.ts";

/** TimeSync: the clock follows a time server. Ours; a machine that cannot tell is not complained about. */
export const timeSynchronized: Check = {
  name: "TimeSync",
  look: async ({ fact }) => {
    const states = await fact(systemUnits);
    const service = runningTimeService(states);
    if (states.size === 0 || (service !== null && (await fact(clockFollows(service))) !== false)) return [];
    return [
      warning(
        service === null
          ? "No time service keeps the clock right."
          : `The clock is not synchronised yet (${service} says so).`,
        "With a wrong clock certificates and tokens are refused.",
        "timedatectl set-ntp true, or install chrony.",
      ),
    ];
  },
};
