import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import { parseCertificate } from "../../src/pki/certificate.ts";
import {
  decode,
  embedded,
  encode,
  explicit,
  integer,
  integerOf,
  octetString,
  oid,
  oidOf,
  sequence,
  setOf,
} from "../../src/pki/der.ts";
import { time, timeOf } from "../../src/pki/der-time.ts";
import { decodeName, encodeName } from "../../src/pki/distinguished-name.ts";
import { ipBytes, ipText } from "../../src/pki/ip-bytes.ts";
import { pem, pemBlocks } from "../../src/pki/pem.ts";
import { readPrivateKey } from "../../src/pki/private-key.ts";
import { Secret } from "../../src/secret.ts";
import { runs } from "../support/sample.ts";
import { observedCertificate } from "./observed-certificates.ts";

const again = (node: Parameters<typeof encode>[0]): ReturnType<typeof decode> => decode(encode(node));

describe("DER", () => {
  test("whole numbers come back", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 160n }), (value) => integerOf(again(integer(value))) === value),
    );
  });

  test("times come back to the second, before and after 2050", () => {
    const seconds = fc.integer({ min: Date.UTC(1950, 0) / 1000, max: Date.UTC(9999, 0) / 1000 });
    fc.assert(
      fc.property(seconds, (second) => timeOf(again(time(new Date(second * 1000)))).getTime() === second * 1000),
    );
  });

  test("names come back, in any language", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(text, fc.uniqueArray(text), (commonName, organizations) => {
        const name = decodeName(again(encodeName({ commonName, organizations })));
        expect(name.commonName).toBe(commonName);
        expect([...name.organizations].sort()).toEqual([...organizations].sort());
      }),
    );
  });

  test("an encoding at hand becomes a part as it is", () => {
    const inner = fc.uint8Array({ maxLength: 70_000, size: "max" }).map((bytes) => encode(octetString(bytes)));
    fc.assert(
      fc.property(inner, (bytes) => {
        expect(encode(sequence(embedded(bytes))).equals(encode(sequence(decode(bytes))))).toBe(true);
        expect(() => embedded(Buffer.concat([bytes, Buffer.of(0)]))).toThrow();
      }),
      runs(50),
    );
    expect(() => embedded(Buffer.alloc(0))).toThrow();
  });

  test("a set is in the order of its encodings", () => {
    expect(encode(setOf(integer(3n), integer(1n), integer(2n))).toString("hex")).toBe("3109020101020102020103");
  });

  test("object identifiers come back", () => {
    expect(oidOf(again(oid("1.2.840.113549.1.1.11")))).toBe("1.2.840.113549.1.1.11");
  });

  test("a tree that is nested too deep is refused", () => {
    let node = integer(1n);
    for (let depth = 0; depth < 300; depth += 1) node = depth % 2 ? sequence(node) : explicit(0, node);
    expect(() => again(node)).toThrow();
  });
});

describe("IP addresses", () => {
  test("come back in their shortest form", () => {
    fc.assert(fc.property(fc.ipV4(), (address) => ipText(ipBytes(address)) === address));
    fc.assert(fc.property(fc.ipV6(), (address) => ipBytes(ipText(ipBytes(address))).equals(ipBytes(address))));
    expect(ipText(ipBytes("2001:DB8:0:0:0:0:0:5"))).toBe("2001:db8::5");
    expect(ipText(ipBytes("::ffff:192.0.2.1"))).toBe("192.0.2.1");
    expect(ipText(ipBytes("::"))).toBe("::");
    expect(() => ipBytes("w1")).toThrow(TypeError);
  });
});

describe("PEM", () => {
  test("bytes come back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.string(), (bytes, around) => {
        const text = `${around.replaceAll("-", "")}\n${pem("X", bytes)}\r\n`;
        expect(pemBlocks(text)).toEqual([{ label: "X", bytes: Buffer.from(bytes) }]);
      }),
    );
  });

  test("a megabyte of beginnings without end is read in no time", () => {
    const start = performance.now();
    expect(pemBlocks("-----BEGIN CERTIFICATE-----\n".repeat(40_000))).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("garbage", () => {
  const real = observedCertificate("ECDSA-P256", "apiserver.crt").der;
  const readers: readonly [string, (bytes: Uint8Array) => unknown][] = [
    ["certificate", (bytes) => parseCertificate(pem("CERTIFICATE", bytes), "x.crt")],
    ["private key", (bytes) => readPrivateKey(new Secret(pem("EC PRIVATE KEY", bytes)), "x.key")],
  ];

  test.each(readers)("as a %s gives a KubewrightError and nothing else", (_, read) => {
    const damaged = fc
      .tuple(fc.nat(real.length - 1), fc.integer({ min: 0, max: 255 }), fc.boolean())
      .map(([at, byte, cut]) => {
        const copy = Buffer.from(real);
        copy[at] = byte;
        return cut ? copy.subarray(0, at) : copy;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged), (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(KubewrightError);
        }
      }),
      runs(400),
    );
  });

  test("as text gives a KubewrightError", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseCertificate(text, "x.crt")).toThrow(KubewrightError);
        expect(() => readPrivateKey(new Secret(text), "x.key")).toThrow(KubewrightError);
      }),
    );
  });
});
