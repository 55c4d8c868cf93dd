import { expect, test } from "vitest";
import { type CrashPoint, crashPoints, crashSeed } from "../support/memory-machine/crash-points.ts";
import { endState } from "../support/memory-machine/end-state.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

const words = [...initWords, "--upload-certs"];
const input = initConfig;

const { cp1: whole } = blankMachines();
const { burned, code } = await kubewright(whole, words, { input });
const wanted = endState(whole);
const points = crashPoints(burned);

test("init runs through, and every effect is one at which it can be cut off", () => {
  expect(code).toBe(0);
  expect(burned).toBeGreaterThan(80);
});

test.each(points)(
  `init cut off after $after effects ($cut) is finished by the next run (${crashSeed()})`,
  async (point) => {
    const machine = await cutInit(point);
    const before = promises(machine);
    const again = await kubewright(machine, words, { input });
    expect(again.err).toBe("");
    expect(again.code).toBe(0);
    expect(endState(machine)).toEqual(wanted);
    expect(machine.network.stores.size).toBe(1);
    expect(promises(machine).keys).toMatchObject(before.keys);
    if (before.token !== undefined) expect(again.out).toContain(`--token ${before.token} `);
    if (before.certificateKey !== undefined) expect(again.out).toContain(`--certificate-key ${before.certificateKey}`);
    const third = await kubewright(machine, words, { input });
    expect(third.effects).toEqual([]);
    expect(third.out).toContain("Nothing to change");
  },
);

async function cutInit({ after, cut }: CrashPoint): Promise<MemoryMachine> {
  const { cp1 } = blankMachines();
  const first = await kubewright(cp1, words, { input, cutAfter: after, cut });
  expect(first.code).toBe(null);
  if (cut === "power") cp1.boot();
  return cp1;
}

/** What a run must not make anew once it is there. */
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
