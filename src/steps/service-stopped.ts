import type { Change } from "../engine/change.ts";
import type { Step } from "../engine/step.ts";
import { systemctl } from "./service.ts";
import { unitEnabled, unitRunning } from "./service-state.ts";
import { step } from "./step.ts";
import { unit } from "./unit.ts";

/** What `serviceStoppedStep` needs. */
export interface ServiceStoppedIntent {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Nor does it start with the machine; false when left out. */
  readonly disable?: boolean;
}

/** The service does not run. A unit that systemd does not know is as good as stopped. */
export function serviceStoppedStep({ id, title, unit: name, disable = false }: ServiceStoppedIntent): Step {
  return step(id, title, async (context) => {
    const [{ known }, running, enabled] = await Promise.all([
      context.fact(unit(name)),
      context.fact(unitRunning(name)),
      context.fact(unitEnabled(name)),
    ]);
    const changes: Change[] = [];
    if (running)
      changes.push(systemctl(`Stop ${name}`, ["stop", "--", name], [{ fact: unitRunning(name), value: false }]));
    if (disable && known && enabled) {
      changes.push(systemctl(`Disable ${name}`, ["disable", "--", name], [{ fact: unitEnabled(name), value: false }]));
    }
    return changes;
  });
}
