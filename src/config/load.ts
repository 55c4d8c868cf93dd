import type { TextSource } from "../yaml.ts";

export type { Entropy } from "./bootstrap-token.ts";

/** A configuration file that somebody has read. */
export type ConfigSource = TextSource;

/** What the machine answers to the questions that a configuration leaves open. */
export interface MachineAnswers {
  readonly hostname: string;
  /** The address of the default route's interface; null when there is no default route. */
  readonly defaultRouteAddress: string | null;
  /** The same for IPv6, asked for when the configuration says `::`; left out when nobody looked. */
  readonly defaultRouteAddressIpv6?: string | null | undefined;
  /** A global unicast address on the loopback interface. */
  readonly loopbackGlobalAddress: string | null;
  /** The sockets of container runtimes that answer, with their scheme. */
  readonly criSockets: readonly string[];
}
