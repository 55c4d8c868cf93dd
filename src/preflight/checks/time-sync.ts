import { timeSync } from "../../facts/time-sync.ts";
import { type Check, warning } from "../check.ts";

/** TimeSync: the clock follows a time server. Ours; a machine that cannot tell is not complained about. */
export const timeSynchronized: Check = {
  name: "TimeSync",
  look: async ({ fact }) => {
    const { synchronized, source } = await fact(timeSync);
    if (synchronized !== false) return [];
    return [
      warning(
        `The clock is not synchronised (${source} says so).`,
        "Certificates and tokens of a clock that is wrong are refused by the other nodes, and etcd's leases end early.",
        "timedatectl set-ntp true, or install chrony.",
      ),
    ];
  },
};
