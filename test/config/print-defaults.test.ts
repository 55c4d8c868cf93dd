import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  printInitDefaults,
  printJoinDefaults,
  printResetDefaults,
  printUpgradeDefaults,
} from "../../src/config/print-defaults.ts";

const golden = (name: string): string => readFileSync(`test/golden/config/${name}.yaml`, "utf8");

describe("defaults are printed as kubeadm prints them", () => {
  test("init-defaults", () => {
    expect(printInitDefaults()).toBe(golden("init-defaults"));
  });

  test("init-defaults with both component configurations", () => {
    expect(printInitDefaults(["KubeProxyConfiguration", "KubeletConfiguration"])).toBe(
      golden("init-defaults-components"),
    );
  });

  test("join-defaults, reset-defaults, upgrade-defaults", () => {
    expect(printJoinDefaults("vm")).toBe(golden("join-defaults"));
    expect(printResetDefaults()).toBe(golden("reset-defaults"));
    expect(printUpgradeDefaults()).toBe(golden("upgrade-defaults"));
  });

  test("a component that is not one is refused with the name that was meant", () => {
    expect(() => printInitDefaults(["KubletConfiguration"])).toThrow("did you mean KubeletConfiguration?");
  });
});
