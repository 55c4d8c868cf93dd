import { expect, test } from "vitest";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

test("an init that uploads no certificates does not speak of them", async () => {
  const { cp1 } = blankMachines();
  const ran = await kubewright(cp1, initWords, { input: initConfig });
  expect([ran.code, ran.err]).toEqual([0, ""]);
  expect(ran.out).not.toMatch(/upload-certs|uploaded/i);
});

test("its name is right all the same where phases are chosen", async () => {
  const { cp1 } = blankMachines();
  const skipped = await kubewright(cp1, [...initWords, "--skip-phases", "upload-certs"], { input: initConfig });
  expect([skipped.code, skipped.err]).toEqual([0, ""]);
  const alone = await kubewright(cp1, ["init", "phase", "upload-certs", "--config", "-"], { input: initConfig });
  expect([alone.code, alone.err, alone.effects]).toEqual([0, "", []]);
});
