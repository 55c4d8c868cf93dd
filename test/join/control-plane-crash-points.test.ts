import { expect, test } from "vitest";
import { crashPoints, crashSeed } from "../support/memory-machine/crash-points.ts";
import { cutAt, expectFinished, type Scene, typed } from "../support/memory-machine/cut-run.ts";
import { endState } from "../support/memory-machine/end-state.ts";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";

async function scene(): Promise<Scene> {
  const { cp2, joinControlPlaneWords } = await madeCluster();
  return { machine: cp2, argv: joinControlPlaneWords };
}

const whole = await scene();
const { burned, code } = await typed(whole);
const wanted = endState(whole.machine);

test("a control plane joins, and its etcd member votes", () => {
  expect(code).toBe(0);
  expect(wanted.etcdMembers).toEqual(["cp1 https://10.77.0.11:2380 votes", "cp2 https://10.77.0.12:2380 votes"]);
});

test.each(crashPoints(burned))(
  `a control plane's join cut off after $after effects ($cut) is finished by the next run (${crashSeed()})`,
  async (point) => {
    const cut = await scene();
    await cutAt(cut, point);
    await expectFinished(cut, wanted);
  },
);
