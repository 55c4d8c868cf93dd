import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  familyOf,
  formatAddress,
  isGlobalUnicast,
  isLoopback,
  isUnspecified,
  parseAddress,
} from "../../src/ip/address.ts";
import {
  bitsOf,
  type Cidr,
  cidrSize,
  contains,
  formatCidr,
  nthAddress,
  overlaps,
  parseCidr,
  parseCidrs,
} from "../../src/ip/cidr.ts";
import { apiServiceAddress, dnsServiceAddress } from "../../src/ip/service-address.ts";
import { runs } from "../support/sample.ts";

const v4 = fc.record({ family: fc.constant(4 as const), value: fc.bigInt(0n, 2n ** 32n - 1n) });
const v6 = fc
  .record({ family: fc.constant(6 as const), value: fc.bigInt(0n, 2n ** 128n - 1n) })
  .filter(({ value }) => value >> 32n !== 0xffffn);
const address = fc.oneof(v4, v6);
const cidr = fc
  .tuple(address, fc.nat(128))
  .map(([start, length]) => parseCidr(`${formatAddress(start)}/${length % (bitsOf(start.family) + 1)}`))
  .filter((value): value is Cidr => value !== null);

function must(text: string) {
  const value = parseAddress(text);
  if (value === null) throw new Error(text);
  return value;
}

describe("addresses", () => {
  test("are printed and read back", () => {
    fc.assert(
      fc.property(address, (value) => {
        expect(parseAddress(formatAddress(value))).toEqual(value);
      }),
    );
  });

  test("are printed so that Node knows them, in their family", () => {
    fc.assert(
      fc.property(address, (value) => {
        expect(isIP(formatAddress(value))).toBe(value.family);
      }),
    );
  });

  test("are what Node takes for one, without a zone, and with leading zeros", () => {
    const nearly = fc.oneof(fc.stringMatching(/^[0-9a-f:.%]{0,24}$/), fc.stringMatching(/^::[0-9.]{5,15}$/));
    const words = fc.constantFrom("::ffff:1.2.3.4", "1::2::3", "::1\0", "::256.1.1.1", "1:2:3:4:5:6:7::", "fe80::1% x");
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), nearly, words).filter((each) => !/(^|[.:])0\d+(\.|$)/.test(each));
    fc.assert(
      fc.property(text, (each) => (familyOf(each) !== 0) === (!each.includes("%") && isIP(each) !== 0)),
      runs(2_000),
    );
  });

  test.each([
    ["::", "::"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["fd00:0:0:1:0:0:0:1", "fd00:0:0:1::1"],
    ["FD00::A", "fd00::a"],
    ["1:0:0:2:0:0:3:4", "1::2:0:0:3:4"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["64:ff9b::10.0.0.1", "64:ff9b::a00:1"],
    ["010.000.0.1", "10.0.0.1"],
  ])("%s is printed as %s", (text, printed) => {
    expect(formatAddress(must(text))).toBe(printed);
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.4.5",
    "1.2.3.x",
    ":::",
    "1::2::3",
    "12345::",
    "::1%eth0",
    "[::1]",
    "1:2:3:4:5:6:7",
    " 1.2.3.4",
  ])("%j is none", (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  test("kinds", () => {
    expect(["10.0.0.1", "192.0.2.1", "fd00::1", "2001:db8::1"].map(must).every(isGlobalUnicast)).toBe(true);
    const others = [
      "0.0.0.0",
      "::",
      "127.0.0.1",
      "::1",
      "224.0.0.1",
      "169.254.0.1",
      "255.255.255.255",
      "ff02::1",
      "fe80::1",
    ];
    expect(others.map(must).some(isGlobalUnicast)).toBe(false);
    expect([must("127.1.2.3"), must("::1")].every(isLoopback)).toBe(true);
    expect([must("0.0.0.0"), must("::")].every(isUnspecified)).toBe(true);
    expect([null, parseAddress("nonsense")].some(isGlobalUnicast)).toBe(false);
    expect(["fd00::1", "10.0.0.1", "::ffff:10.0.0.1", "fe80::1%eth0", "x"].map(familyOf)).toEqual([6, 4, 4, 0, 0]);
  });
});

describe("networks", () => {
  test("are printed and read back", () => {
    fc.assert(
      fc.property(cidr, (value) => {
        expect(parseCidr(formatCidr(value))).toEqual(value);
      }),
    );
  });

  test("contain their first and last address and not the one after", () => {
    fc.assert(
      fc.property(cidr, (value) => {
        const last = nthAddress(value, cidrSize(value) - 1n);
        expect(last !== null && contains(value, last)).toBe(true);
        expect(contains(value, { family: value.family, value: value.base })).toBe(true);
        expect(nthAddress(value, cidrSize(value))).toBeNull();
        expect(contains(value, { family: value.family, value: value.base + cidrSize(value) })).toBe(false);
      }),
    );
  });

  test("contain what Node's own list of networks says", () => {
    fc.assert(
      fc.property(cidr, address, fc.boolean(), (network, other, near) => {
        const mask = 2n ** BigInt(bitsOf(network.family)) - 1n;
        const value = near ? { family: network.family, value: (network.base ^ (other.value >> 100n)) & mask } : other;
        const family = network.family === 4 ? "ipv4" : "ipv6";
        const list = new BlockList();
        list.addSubnet(formatAddress({ family: network.family, value: network.base }), network.prefix, family);
        const known = value.family === network.family && list.check(formatAddress(value), family);
        expect(contains(network, value)).toBe(known);
      }),
    );
  });

  test("overlap exactly when one contains the other's first address, and each overlaps itself", () => {
    fc.assert(
      fc.property(cidr, cidr, (left, right) => {
        expect(overlaps(left, right)).toBe(overlaps(right, left));
        expect(overlaps(left, left)).toBe(true);
        const apart =
          left.family !== right.family ||
          left.base + cidrSize(left) <= right.base ||
          right.base + cidrSize(right) <= left.base;
        expect(overlaps(left, right)).toBe(!apart);
      }),
    );
  });

  test.each([
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/",
    "10.0.0.0/8/9",
    "fd00::/129",
    "x/8",
    "10.0.0.0/ 8",
  ])("%j is none", (text) => {
    expect(parseCidr(text)).toBeNull();
  });

  test("host bits are cut off", () => {
    const value = parseCidr("10.244.13.7/16");
    expect(value !== null && formatCidr(value)).toBe("10.244.0.0/16");
  });

  test("lists have commas and no spaces", () => {
    expect(parseCidrs("10.0.0.0/8,fd00::/64")).toHaveLength(2);
    expect(parseCidrs("10.0.0.0/8, fd00::/64")).toBeNull();
  });
});

describe("service addresses", () => {
  test("are the first and the tenth of the first network", () => {
    expect([apiServiceAddress("10.96.0.0/12"), dnsServiceAddress("10.96.0.0/12")]).toEqual(["10.96.0.1", "10.96.0.10"]);
    expect(dnsServiceAddress("fd00:1::/112,10.96.0.0/12")).toBe("fd00:1::a");
  });

  test("a network without them is a RangeError", () => {
    expect(() => dnsServiceAddress("10.96.0.0/29")).toThrow(RangeError);
    expect(() => apiServiceAddress("nonsense")).toThrow(RangeError);
  });
});
