import { expect, test } from "vitest";
import { whileWorkedFor } from "../../src/apply/while-hope.ts";
import { MemoryHost } from "../support/memory-host.ts";

const host = new MemoryHost("w1");
const failed = { code: "CLUSTER_SILENT", what: "Nobody answers.", next: "Look." };

test("a wait has all the time there is while somebody works for it, and a little when nobody does", async () => {
  let now = 0;
  let isWorkedFor = true;
  let done = false;
  const never = { name: "an answer", read: async () => ({ done, found: "none yet" }) };
  const wait = whileWorkedFor(never, { isWorkedFor: () => isWorkedFor, leftMs: 1_000, failed, now: () => now });
  const goesOn = { done: false, found: "none yet" };
  expect(await wait.read(host)).toEqual(goesOn);
  now = 1_000_000;
  expect(await wait.read(host)).toEqual(goesOn);
  isWorkedFor = false;
  expect(await wait.read(host)).toEqual(goesOn);
  now += 999;
  expect(await wait.read(host)).toEqual(goesOn);
  isWorkedFor = true;
  expect(await wait.read(host)).toEqual(goesOn);
  isWorkedFor = false;
  now += 1;
  expect(await wait.read(host)).toEqual(goesOn);
  now += 1_000;
  expect(await wait.read(host)).toEqual({ ...goesOn, failed });
  done = true;
  expect(await wait.read(host)).toEqual({ done: true, found: "none yet" });
});
