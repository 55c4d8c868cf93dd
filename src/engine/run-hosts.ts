import { KubewrightError } from "../errors.ts";
import type { Host } from "../host/host.ts";
import { asErrors } from "./fail.ts";
import { gates } from "./gates.ts";
import type { ObjectStore } from "./object-store.ts";
import { type Peers, peers } from "./peers.ts";
import type { Phase, PhaseList } from "./phase.ts";
import { type RunOptions, type RunResult, run } from "./run.ts";

/** One host and what is walked on it. */
export interface HostList {
  readonly host: Host;
  readonly objects: ObjectStore;
  readonly list: PhaseList;
}

/** What a run over many hosts needs besides them. */
export interface RunHostsOptions extends Omit<RunOptions, "host" | "objects" | "enterPhase"> {
  /** When this many hosts have failed, no host starts a new phase; never when left out. */
  readonly maxFailures?: number;
  /** Given when phases ask it; made here otherwise. */
  readonly peers?: Peers;
}

/** How a run ended on one host: with a result, or with errors. */
export type HostEnd =
  | { readonly host: string; readonly result: RunResult }
  | { readonly host: string; readonly errors: readonly KubewrightError[] };

/**
 * Walks each host's own list, all hosts side by side and without barriers. A host that fails stops its own list; the others finish,
 * unless too many have failed. Never throws for a host: the ends tell, in the order of the hosts.
 */
export async function runHosts(hosts: readonly HostList[], options: RunHostsOptions): Promise<readonly HostEnd[]> {
  const { maxFailures = Number.POSITIVE_INFINITY, peers: known = peers(), ...shared } = options;
  const gate = gates();
  let failures = 0;
  const enterPhase = async (phase: Phase, _host: string, signal: AbortSignal): Promise<() => void> => {
    const leave = await gate.enter(phase, signal);
    if (failures < maxFailures) return leave;
    leave();
    throw stopped(failures);
  };
  const walk = async ({ host, objects, list }: HostList): Promise<HostEnd> => {
    try {
      return { host: host.name, result: await run(list, { ...shared, host, objects, enterPhase }) };
    } catch (thrown) {
      const errors = asErrors(thrown);
      if (!errors.every(({ code }) => code === "RUN_STOPPED")) failures++;
      for (const error of errors) known.fail(host.name, error);
      return { host: host.name, errors };
    }
  };
  return Promise.all(hosts.map(walk));
}

function stopped(failures: number): KubewrightError {
  return new KubewrightError("RUN_STOPPED", {
    what: `Not finished: ${failures === 1 ? "a host has" : `${failures} hosts have`} failed, and then no new phase is begun.`,
    next: "Repair the hosts that failed, then run the same command again: it goes on from what is there.",
  });
}
