import { expect, test } from "vitest";
import { crashPoints, crashSeed } from "../support/memory-machine/crash-points.ts";
import { cutAt, expectFinished, type Scene, typed } from "../support/memory-machine/cut-run.ts";
import { endState } from "../support/memory-machine/end-state.ts";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";

async function scene(): Promise<Scene> {
  const { w1, joinWords } = await madeCluster();
  return { machine: w1, argv: joinWords };
}

const whole = await scene();
const { burned, code } = await typed(whole);
const wanted = endState(whole.machine);

test("a worker joins", () => {
  expect(code).toBe(0);
  expect(wanted.objects.some((text) => text.includes('"kind":"Node"') && text.includes('"name":"w1"'))).toBe(true);
});

test.each(crashPoints(burned))(
  `a worker's join cut off after $after effects ($cut) is finished by the next run (${crashSeed()})`,
  async (point) => {
    const cut = await scene();
    await cutAt(cut, point);
    await expectFinished(cut, wanted);
  },
);
