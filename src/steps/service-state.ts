import type { Fact } from "../engine/fact.ts";
import { isStale, unit } from "./unit.ts";

/** What `serviceStep` asks about a unit. */
export interface ServiceState {
  readonly running: boolean;
  readonly enabled: boolean;
  /** systemd must read its unit files again. */
  readonly needsReload: boolean;
  /** An input was written after the process was started. */
  readonly stale: boolean;
}

/** How a unit stands to its inputs. In a plan a promised write of an input makes it stale, and one of a unit file asks for a reload too. */
export function serviceState(name: string, inputs: readonly string[]): Fact<ServiceState> {
  return {
    name: `service ${[name, ...inputs].join(" ")}`,
    read: async (view) => {
      const [state, written] = await Promise.all([unit(name).read(view), view.modified(inputs)]);
      const isPromised = (path: string): boolean => written.get(path) === Number.POSITIVE_INFINITY;
      return {
        running: state.running,
        enabled: state.enabled,
        needsReload: state.needsReload || inputs.some((path) => isUnitFile(path) && isPromised(path)),
        stale: isStale(state, written),
      };
    },
  };
}

function isUnitFile(path: string): boolean {
  return path.includes("/systemd/system/");
}
