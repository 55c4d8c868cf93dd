import type { Fact } from "../engine/fact.ts";

/** Whether the clock follows a time server; null when nothing on the machine can tell. */
export interface TimeSync {
  readonly synchronized: boolean | null;
  /** Who said so: "systemd-timesyncd", "timedatectl", "chronyc"; "" when nobody did. */
  readonly source: string;
}

const ask = `[ -e /run/systemd/timesync/synchronized ] && { echo "systemd-timesyncd yes"; exit 0; }
v=$(timedatectl show --property=NTPSynchronized --value 2>/dev/null)
[ "$v" = yes ] && { echo "timedatectl yes"; exit 0; }
c=$(LC_ALL=C chronyc -n tracking 2>/dev/null) && case $c in
  *"Leap status"*Normal*) echo "chronyc yes"; exit 0 ;;
  *"Leap status"*) echo "chronyc no"; exit 0 ;;
esac
[ -n "$v" ] && echo "timedatectl no"
exit 0`;

/** Reads the one line "<who> yes|no". */
export function parseTimeSync(text: string): TimeSync {
  const match = /^(systemd-timesyncd|timedatectl|chronyc) (yes|no)$/m.exec(text);
  return match?.[1] === undefined
    ? { synchronized: null, source: "" }
    : { synchronized: match[2] === "yes", source: match[1] };
}

/** Asks systemd-timesyncd's mark, timedatectl and chrony, in this order. */
export const timeSync: Fact<TimeSync> = {
  name: "time synchronisation",
  read: async (view) => parseTimeSync((await view.probe({ argv: ["sh", "-c", ask], timeoutMs: 3000 })).stdout),
};
