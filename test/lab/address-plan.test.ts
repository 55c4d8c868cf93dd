import { describe, expect, it } from "vitest";
import { hostsFile, octetFor } from "../../lab/host/address-plan.ts";

describe("the lab's addresses", () => {
  it("belong to the usual names by themselves", () => {
    expect(["cp1", "cp9", "w1", "w79"].map((name) => octetFor(name, []))).toEqual([11, 19, 21, 99]);
  });
  it("are the first free ones from 100 for other names", () => {
    expect(octetFor("bastion", [11, 100, 101])).toBe(102);
    expect(octetFor("cp10", [])).toBe(100);
  });
  it("are refused for names that do not fit an interface", () => {
    for (const name of ["", "CP1", "1a", "a b", "thirteen-char"])
      expect(() => octetFor(name, [])).toThrow(/cannot be a host/);
  });
  it("run out instead of reaching the machine's own", () => {
    const taken = Array.from({ length: 154 }, (_unused, index) => 100 + index);
    expect(() => octetFor("one-more", taken)).toThrow(/full/);
  });
  it("are all in every host's /etc/hosts, other names too", () => {
    const file = hostsFile(7, { bastion: 100 });
    expect(file).toContain("10.77.7.11 cp1\n");
    expect(file).toContain("10.77.7.29 w9\n");
    expect(file).toContain("10.77.7.100 bastion\n");
    expect(file.startsWith("127.0.0.1 localhost\n")).toBe(true);
  });
});
