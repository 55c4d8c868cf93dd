import type { Fact } from "../engine/fact.ts";
import { familyOf } from "../ip/address.ts";

/** What a name means on the machine (files, DNS and whatever nsswitch.conf says). */
export interface Resolution {
  readonly name: string;
  /** Without repetition, in the order of the answer; empty when the name does not resolve. */
  readonly addresses: readonly string[];
  /** True when no answer came in time: a name server does not answer. */
  readonly timedOut: boolean;
}

/** Half of resolv.conf(5)'s own timeout of one attempt: an answer that takes longer is a fault worth telling. */
export const resolutionDeadlineMs = 2500;

/** getent's exit code for "not found". */
const notFound = 2;

/** Reads `getent ahosts`: an address, a socket type and sometimes a name on each line. */
export function parseAhosts(text: string): string[] {
  const first = text.split("\n").map((line) => (line.split(/\s+/, 1)[0] ?? "").replace(/%.*$/, ""));
  return [...new Set(first.filter((word) => familyOf(word) !== 0))];
}

/** How a name resolves. A name that is no host name is not asked for. */
export function resolution(name: string): Fact<Resolution> {
  return {
    name: `resolution of ${name}`,
    read: async (view) => {
      if (!/^[A-Za-z0-9_.:-]{1,255}$/.test(name) || name.startsWith("-")) {
        return { name, addresses: [], timedOut: false };
      }
      const answer = await view.probe({ argv: ["getent", "ahosts", name], timeoutMs: resolutionDeadlineMs });
      const addresses = answer.code === 0 ? parseAhosts(answer.stdout) : [];
      return { name, addresses, timedOut: answer.code !== 0 && answer.code !== notFound };
    },
  };
}
