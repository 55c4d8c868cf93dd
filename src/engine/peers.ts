import type { KubewrightError } from "../errors.ts";
import type { WaitAnswer } from "./change.ts";

/** What the hosts of one run know of each other: who has failed. Made before the run and given to it and to the phases that wait for other hosts. */
export interface Peers {
  /** Why a host failed, or null while it goes on. */
  failureOf(host: string): KubewrightError | null;
  fail(host: string, error: KubewrightError): void;
}

/** Peers of whom none has failed. */
export function peers(): Peers {
  const failures = new Map<string, KubewrightError>();
  return {
    failureOf: (host) => failures.get(host) ?? null,
    fail: (host, error) => {
      if (!failures.has(host)) failures.set(host, error);
    },
  };
}

/** The end of a wait for another host when that host has failed: PEER_FAILED with its reason. Null while there is hope. */
export function lostPeer(of: Peers, host: string): WaitAnswer["failed"] | null {
  const error = of.failureOf(host);
  if (error === null) return null;
  return {
    code: "PEER_FAILED",
    what: `This host waits for ${host}, and ${host} has failed.`,
    why: `${error.code}: ${error.what}`,
    next: `Repair ${host} first, then run the same command again.`,
    cause: error,
  };
}
