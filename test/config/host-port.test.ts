import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinHostPort, splitHostPort } from "../../src/config/host-port.ts";
import { urlScheme } from "../../src/config/url.ts";

describe("host and port", () => {
  test("are joined and come apart again", () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("a", "api.example.com"));
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65535 }), (name, port) => {
        expect(splitHostPort(joinHostPort(name, port))).toEqual({ host: name, port: String(port) });
      }),
    );
  });

  test("a bare IPv6 address is a host", () => {
    expect(splitHostPort("fd00::1")).toEqual({ host: "fd00::1", port: "" });
  });

  test.each(["", "A.example", "a:0", "a:65536", "a:x", "[fd00::1]", "a_b", "https://a", ":6443", "a:1:2"])(
    "%j is none",
    (text) => {
      expect(splitHostPort(text)).toBeNull();
    },
  );
});

describe("the scheme of a URL", () => {
  test.each([
    ["https://a:1", "https"],
    ["HTTPS://a", "https"],
    ["unix:///a b.sock", "unix"],
    ["/a/b", ""],
    ["name", ""],
    ["", ""],
    ["10.0.0.1:2379", null],
    ["http://a b", null],
    ["http://a:x", null],
    ["http://a/%zz", null],
    ["://a", null],
    ["a\u0001", null],
  ])("of %j is %j", (text, scheme) => {
    expect(urlScheme(text)).toBe(scheme);
  });
});
