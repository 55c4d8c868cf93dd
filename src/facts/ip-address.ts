import { BlockList, isIPv4, SocketAddress } from "node:net";

const notGlobal = new BlockList();
notGlobal.addSubnet("0.0.0.0", 32, "ipv4");
notGlobal.addSubnet("127.0.0.0", 8, "ipv4");
notGlobal.addSubnet("169.254.0.0", 16, "ipv4");
notGlobal.addSubnet("224.0.0.0", 4, "ipv4");
notGlobal.addAddress("255.255.255.255", "ipv4");
notGlobal.addAddress("::", "ipv6");
notGlobal.addAddress("::1", "ipv6");
notGlobal.addSubnet("fe80::", 10, "ipv6");
notGlobal.addSubnet("ff00::", 8, "ipv6");

/** 4 or 6 for a literal address, 0 for anything else. */
export function familyOf(text: string): 0 | 4 | 6 {
  if (text.includes(":")) return isIPv6(text) ? 6 : 0;
  return isIPv4(text) ? 4 : 0;
}

/** Node's own isIPv6 is a regular expression that takes some 5 ms to compile; every start would pay them. */
function isIPv6(address: string): boolean {
  // The system's own reading stops at a zone and takes anything for one.
  if (!/^[0-9a-fA-F:.]+(?:%[0-9a-zA-Z.:-]+)?$/.test(address)) return false;
  try {
    return new SocketAddress({ address, family: "ipv6" }).family === "ipv6";
  } catch {
    return false;
  }
}

/** Whether other machines can reach it at all: no loopback, link-local, multicast, broadcast or unspecified address. Private ranges are global here. */
export function isGlobalUnicast(address: string): boolean {
  const family = familyOf(address);
  return family !== 0 && !notGlobal.check(address, family === 4 ? "ipv4" : "ipv6");
}
