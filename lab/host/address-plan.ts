import { LabError } from "../lab-error.ts";

/** Names are parts of interface names, which end at 15 characters. */
const HOST_NAME = /^[a-z][a-z0-9-]{0,11}$/;

/** The first octet for names that are neither cpN nor wN. */
const FIRST_OTHER = 100;

/** Last octets of a lab's own addresses. */
export const SWITCH_OCTET = 1;
export const MACHINE_OCTET = 254;

/** The /24 that lab number `number` has, without the last octet. */
export function subnetPrefix(number: number): string {
  return `10.77.${number}`;
}

/** The last octet that belongs to a name by itself: cp1..cp9 have 11..19, w1..w79 have 21..99. */
function fixedOctet(name: string): number | undefined {
  const controlPlane = /^cp([1-9])$/.exec(name)?.[1];
  if (controlPlane !== undefined) return 10 + Number(controlPlane);
  const worker = /^w([1-9][0-9]?)$/.exec(name)?.[1];
  return worker !== undefined && Number(worker) < 80 ? 20 + Number(worker) : undefined;
}

/** The last octet of a new host, given those already taken. Throws on a name that cannot be one. */
export function octetFor(name: string, taken: Iterable<number>): number {
  if (!HOST_NAME.test(name)) {
    throw new LabError(`"${name}" cannot be a host: up to 12 lower-case letters, digits and dashes, a letter first.`);
  }
  const fixed = fixedOctet(name);
  if (fixed !== undefined) return fixed;
  const used = new Set(taken);
  for (let octet = FIRST_OTHER; octet < MACHINE_OCTET; octet += 1) if (!used.has(octet)) return octet;
  throw new LabError("The lab's subnet is full.");
}

/** The lines of /etc/hosts: every fixed name, and the others that the lab has. */
export function hostsFile(number: number, others: Readonly<Record<string, number>>): string {
  const fixed = Array.from({ length: 9 }, (_unused, index) => index + 1).flatMap((n) => [`cp${n}`, `w${n}`]);
  const octets = { ...Object.fromEntries(fixed.map((name) => [name, fixedOctet(name) ?? 0])), ...others };
  const lines = Object.entries(octets)
    .sort(([, a], [, b]) => a - b)
    .map(([name, octet]) => `${subnetPrefix(number)}.${octet} ${name}`);
  return ["127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback", ...lines, ""].join("\n");
}
