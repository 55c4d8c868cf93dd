import { isIPv4, isIPv6 } from "node:net";
import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { exitCodes, KubewrightError } from "../errors.ts";

/** Index of the cluster DNS Service in the first service CIDR. The API server's own Service has index 1. */
const dnsIndex = 10;

function toNumber(address: string): bigint {
  if (isIPv4(address)) return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = "", tail] = address.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":").flatMap(v4Groups));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const middle = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...middle, ...right].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

/** The two groups of an IPv4 tail ("::ffff:10.0.0.1"). */
function v4Groups(group: string): string[] {
  if (!group.includes(".")) return [group];
  const number = toNumber(group);
  return [(number >> 16n).toString(16), (number & 0xffffn).toString(16)];
}

function toIPv4(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join(".");
}

/** RFC 5952: the longest run of at least two zero groups, the first of equals, becomes "::". */
function toIPv6(number: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === "0") length++;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(":");
  return `${groups.slice(0, best.start).join(":")}::${groups.slice(best.start + best.length).join(":")}`;
}

/** The address with this index in the first CIDR of a service subnet: 1 is the API server's, 10 is cluster DNS. Throws SERVICE_SUBNET_INVALID. */
export function serviceAddress(serviceSubnet: string, index: number): string {
  const [first = ""] = serviceSubnet.split(",");
  const [address = "", prefixText = ""] = first.trim().split("/");
  const prefix = Number(prefixText);
  const bits = isIPv4(address) ? 32 : 128;
  const isCidr = (isIPv4(address) || isIPv6(address)) && /^\d+$/.test(prefixText) && prefix <= bits;
  if (!isCidr || BigInt(index) >= 1n << BigInt(bits - prefix)) {
    throw new KubewrightError("SERVICE_SUBNET_INVALID", {
      what: `networking.serviceSubnet ${serviceSubnet} has no address number ${index}`,
      next: "Write a service subnet of at least 16 addresses, such as 10.96.0.0/12.",
      exitCode: exitCodes.usage,
    });
  }
  const hostBits = BigInt(bits - prefix);
  const number = ((toNumber(address) >> hostBits) << hostBits) + BigInt(index);
  return bits === 32 ? toIPv4(number) : toIPv6(number);
}

/** The address of cluster DNS. */
export function clusterDnsAddress(cluster: Pick<ClusterConfiguration, "networking">): string {
  return serviceAddress(cluster.networking.serviceSubnet, dnsIndex);
}
