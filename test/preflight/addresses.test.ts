import { describe, expect, it } from "vitest";
import { proxyFor } from "../../src/preflight/proxy.ts";
import { parseVersion } from "../../src/preflight/version.ts";

describe("the proxy for an address", () => {
  const environment = (noProxy: string) => ({ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: noProxy });
  it.each([
    ["10.0.0.1", "", true],
    ["10.0.0.1", "10.0.0.1", false],
    ["10.0.0.1", "10.0.0.0/24, .lab", false],
    ["10.0.1.1", "10.0.0.0/24", true],
    ["fd00::1", "fd00::/8", false],
    ["api.lab", ".lab", false],
    ["api.lab", "lab", false],
    ["lab", "lab", false],
    ["lab", ".lab", true],
    ["lab", "*.lab", true],
    ["api.lab", "*.lab", false],
    ["api.label", "lab", true],
    ["anything", "*", false],
    ["127.0.0.1", "", false],
    ["localhost", "", false],
  ])("%s with NO_PROXY=%s is used: %s", (host, noProxy, isUsed) => {
    expect(proxyFor(host, environment(noProxy)) !== null).toBe(isUsed);
  });

  it("is shown without its password", () => {
    expect(proxyFor("10.0.0.1", { https_proxy: "http://user:secret@proxy:3128" })).toBe("http://proxy:3128");
  });
});

describe("a version", () => {
  it.each([
    ["v1.36.3", { major: 1, minor: 36, patch: 3 }],
    ["1.37.0-rc.1+x", { major: 1, minor: 37, patch: 0 }],
    ["1.36", null],
    ["v1.36.3x", null],
  ])("is read from %s", (text, version) => {
    expect(parseVersion(text)).toEqual(version);
  });
});
