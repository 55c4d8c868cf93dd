import { expect, test } from "vitest";
import { crashPoints, crashSeed } from "../support/memory-machine/crash-points.ts";
import { cutAt, expectFinished, type Scene, typed } from "../support/memory-machine/cut-run.ts";
import { endState } from "../support/memory-machine/end-state.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { sampled } from "../support/sample.ts";

function scene(): Scene {
  return { machine: blankMachines().cp1, argv: [...initWords, "--upload-certs"], input: initConfig };
}

const whole = scene();
const { burned, code } = await typed(whole);
const wanted = endState(whole.machine);

test("init runs through, and every effect is one at which it can be cut off", () => {
  expect(code).toBe(0);
  expect(burned).toBeGreaterThan(80);
});

test.each(crashPoints(burned))(
  `init cut off after $after effects ($cut) is finished by the next run (${crashSeed()})`,
  async (point) => {
    const cut = scene();
    await cutAt(cut, point);
    const before = promises(cut.machine);
    const again = await expectFinished(cut, wanted);
    expect(cut.machine.network.stores.size).toBe(1);
    expect(promises(cut.machine).keys).toMatchObject(before.keys);
    if (before.token !== undefined) expect(again.out).toContain(`--token ${before.token} `);
    if (before.certificateKey !== undefined) expect(again.out).toContain(`--certificate-key ${before.certificateKey}`);
  },
);

const twice: readonly (readonly [number, number])[] = [
  [30, 20],
  [52, 9],
  [70, 12],
  [5, 3],
];

test.each(sampled(twice))(
  "init cut off after %i effects and again after %i more is finished by the third run",
  async (first, second) => {
    const cut = scene();
    await cutAt(cut, { after: first, cut: "power" });
    await cutAt(cut, { after: second, cut: "power" });
    await expectFinished(cut, wanted);
  },
);

/** What a run must not make anew once it is there: authorities, and what was promised to those who join. */
function promises(machine: MemoryMachine) {
  const names = [
    "ca.key",
    "ca.crt",
    "etcd/ca.key",
    "etcd/ca.crt",
    "front-proxy-ca.key",
    "front-proxy-ca.crt",
    "sa.key",
  ];
  const keys = names.flatMap((name) => {
    const text = machine.host.text(`/etc/kubernetes/pki/${name}`);
    return text === null ? [] : [[name, text]];
  });
  const note = JSON.parse(machine.host.text("/var/lib/kubewright/founding.json") ?? "{}") as Readonly<
    Record<string, string>
  >;
  return { keys: Object.fromEntries(keys), token: note["token"], certificateKey: note["certificateKey"] };
}
