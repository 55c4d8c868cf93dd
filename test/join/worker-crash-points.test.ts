import { expect, test } from "vitest";
import { cutAnywhere } from "../support/memory-machine/cut-anywhere.ts";
import type { Scene } from "../support/memory-machine/cut-run.ts";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";

async function scene(): Promise<Scene> {
  const { w1, joinWords } = await madeCluster();
  return { machine: w1, argv: joinWords };
}

const { code, wanted } = await cutAnywhere("a worker's join", scene);

test("a worker joins", () => {
  expect(code).toBe(0);
  expect(wanted.objects.some((text) => text.includes('"kind":"Node"') && text.includes('"name":"w1"'))).toBe(true);
});
