import { expect, test } from "vitest";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig } from "../support/memory-machine/sample-cluster.ts";

// What kubeadm token create of v1.36.3 says of each beside --config.
test.each([
  ["--ttl", "1h"],
  ["--description", "rack-7"],
  ["--groups", "system:bootstrappers:a"],
  ["--usages", "signing"],
  ["--certificate-key", "0".repeat(64)],
])("token create refuses %s beside a file: it would be ignored", async (flag, value) => {
  const { cp1 } = blankMachines();
  const ran = await kubewright(cp1, ["token", "create", "--config", "-", flag, value], { input: initConfig });
  expect([ran.code, ran.effects, ran.out]).toEqual([2, [], ""]);
  expect(ran.err).toContain("(CONFIG_FLAGS_WITH_FILE)");
  expect(ran.err).toContain(flag);
});

test.each([["--dry-run"], ["--print-join-command"]])("token create takes %s beside a file", async (flag) => {
  const { cp1 } = blankMachines();
  const ran = await kubewright(cp1, ["token", "create", "--config", "-", flag], { input: initConfig });
  expect(ran.err).not.toContain("CONFIG_FLAGS_WITH_FILE");
});

test("token create says that a token beside a file is not heeded", async () => {
  const { cp1 } = blankMachines();
  const words = ["token", "create", "ffffff.0123456789abcdef", "--config", "-"];
  const ran = await kubewright(cp1, words, { input: initConfig });
  expect(ran.err).toContain("Warning: --config alone counts; the token beside it is not heeded");
  expect(ran.err).not.toContain("ffffff");
});
