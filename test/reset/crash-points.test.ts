import { expect, test } from "vitest";
import { crashPoints, crashSeed } from "../support/memory-machine/crash-points.ts";
import { cutAt, expectFinished, type Scene, typed } from "../support/memory-machine/cut-run.ts";
import { endState } from "../support/memory-machine/end-state.ts";
import { machineOf, madeCluster } from "../support/memory-machine/made-cluster.ts";

const { cp2, joinControlPlaneWords } = await madeCluster();
await typed({ machine: cp2, argv: joinControlPlaneWords });

/** The second control plane of two leaves. */
function scene(): Scene {
  return { machine: machineOf(cp2.network.twin(), "cp2"), argv: ["reset", "--force"] };
}

const whole = scene();
const { burned, code } = await typed(whole);
const wanted = endState(whole.machine);

test("a control plane is reset, and no longer in etcd", () => {
  expect(code).toBe(0);
  expect(wanted.etcdMembers).toEqual(["cp1 https://10.77.0.11:2380 votes"]);
  expect(wanted.pods).toEqual([]);
});

test.each(crashPoints(burned))(
  `a reset cut off after $after effects ($cut) is finished by the next run (${crashSeed()})`,
  async (point) => {
    const cut = scene();
    await cutAt(cut, point);
    await expectFinished(cut, wanted);
  },
);
