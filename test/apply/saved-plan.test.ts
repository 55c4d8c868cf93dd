import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fingerprints } from "../../src/apply/fingerprint.ts";
import { readSavedPlan, refuseOtherChanges, refuseOtherFile, savedPlan } from "../../src/apply/saved-plan.ts";
import { memoryIo } from "../support/memory-io.ts";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";

const file = fleetFile(["cp1", "w1"]);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plan-"));
});
afterAll(() => rm(directory, { recursive: true }));

test("two plans of the same founding have the same fingerprints, though every key is another", async () => {
  const network = blankFleet(1, 1);
  const plans = [await applyFrom(network, file, { mode: "plan" }), await applyFrom(network, file, { mode: "plan" })];
  const [first, second] = plans.map(({ result }) => fingerprints(result?.ends ?? []));
  expect(Object.keys(first ?? {}).sort()).toEqual(["cluster lab", "cp1", "w1"]);
  expect(second).toEqual(first);
});

test("something that happened on a host meanwhile makes its fingerprint another, and the plan stale", async () => {
  const network = blankFleet(1, 1);
  const before = fingerprints((await applyFrom(network, file, { mode: "plan" })).result?.ends ?? []);
  const state = { type: "directory", mode: 0o755, owner: "0:0" } as const;
  network.machines[1]?.host.files.place({ path: "/var/lib/kubelet/pki", state });
  const after = fingerprints((await applyFrom(network, file, { mode: "plan" })).result?.ends ?? []);
  const plan = savedPlan("lab", "/c.yaml", file, before);
  expect(after["cp1"]).toBe(before["cp1"]);
  expect(() => refuseOtherChanges(plan, after)).toThrow("no longer fits");
  expect(() => refuseOtherChanges(plan, { ...before, w1: "other" })).toThrow("no longer fits");
  expect(() => refuseOtherChanges(plan, before)).not.toThrow();
});

test("a plan is read from its last line, a cut one is refused, and so is one of another file", async () => {
  const plan = savedPlan("lab", "/c.yaml", file, { cp1: "a" });
  const path = join(directory, "plan.json");
  await writeFile(path, `{"type":"note"}\n${JSON.stringify(plan)}\n`);
  expect(await readSavedPlan(path, memoryIo({}))).toEqual(plan);
  await writeFile(path, `{"type":"note"}\n${JSON.stringify(plan).slice(0, 40)}`);
  await expect(readSavedPlan(path, memoryIo({}))).rejects.toMatchObject({ code: "PLAN_UNREADABLE" });
  expect(() => refuseOtherFile(plan, file)).not.toThrow();
  expect(() => refuseOtherFile(plan, `${file}\n`)).toThrow("no longer fits");
});
