import type { Fact } from "../engine/fact.ts";
import type { HostView } from "../host/host.ts";
import { timeServices } from "./system-units.ts";
import type { UnitState } from "./units.ts";

const deadlineMs = 3000;

/** systemd-timesyncd touches it when it has set the clock (systemd-timesyncd.service(8)). */
const timesyncdMark = "/run/systemd/timesync/synchronized";

/** Reads `chronyc tracking`: true when its leap status is normal; null for other text. */
export function parseChrony(text: string): boolean | null {
  const status = /^Leap status\s*:\s*(.+?)\s*$/m.exec(text)?.[1];
  return status === undefined ? null : status !== "Not synchronised";
}

/** The time service that runs ("chronyd.service"), by what systemd says; null when none does. */
export function runningTimeService(states: ReadonlyMap<string, UnitState>): string | null {
  return timeServices.find((name) => states.get(name)?.active === "active") ?? null;
}

/**
 * Whether the clock follows a time server; null when the machine cannot tell.
 *
 * @param service the time service that runs; one of which nothing is known is asked for through the kernel's mark (timedatectl)
 */
export function clockFollows(service: string): Fact<boolean | null> {
  return { name: `clock follows ${service}`, read: (view) => ask(view, service) };
}

async function ask(view: HostView, service: string): Promise<boolean | null> {
  if (service === "systemd-timesyncd.service") return (await view.read([timesyncdMark])).has(timesyncdMark);
  if (service.startsWith("chrony")) {
    const argv = ["chronyc", "-n", "tracking"] as const;
    return parseChrony((await view.probe({ argv: [...argv], timeoutMs: deadlineMs })).stdout);
  }
  const argv = ["timedatectl", "show", "--property=NTPSynchronized", "--value"] as const;
  const said = (await view.probe({ argv: [...argv], timeoutMs: deadlineMs })).stdout.trim();
  return said === "yes" ? true : said === "no" ? false : null;
}
