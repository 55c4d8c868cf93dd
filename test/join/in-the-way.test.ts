import { expect, test } from "vitest";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { endpoint, newMachine, token } from "./joining-scene.ts";

/** A machine on which something else has the kubelet's port. */
function occupied(): MemoryMachine {
  const machine = newMachine();
  machine.listen(10250, (stream) => stream.end(), "nginx");
  return machine;
}

/** Types `kubewright join` with a minute for the discovery. */
function join(machine: MemoryMachine, to: string) {
  const words = ["--token", token, "--discovery-token-unsafe-skip-ca-verification"];
  return kubewright(machine, ["join", to, "--node-name", machine.name, ...words]);
}

test("what is in the way on the machine and a cluster that does not answer are told together, and at once", async () => {
  const machine = occupied();
  const began = performance.now();
  const ran = await join(machine, `${newMachine().name}:6443`);
  const said = ran.err.replace(/\s+/g, " ");
  expect(said).toMatch(
    /Port 10250 is in use by nginx.*\(PREFLIGHT_FAILED\).*nothing listens at.*\(DISCOVERY_REFUSED\)/i,
  );
  expect(ran.code).toBe(3);
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(ran.effects.filter((effect) => !effect.includes("/run/kubewright"))).toEqual([]);
});

test("a machine with something in its way does not join the cluster that was found", async () => {
  const machine = occupied();
  const ran = await join(machine, endpoint);
  expect(ran.err).toContain("(PREFLIGHT_FAILED)");
  expect(ran.err).not.toContain("DISCOVERY_");
  expect(ran.code).toBe(3);
  expect(ran.effects.filter((effect) => !effect.includes("/run/kubewright"))).toEqual([]);
});
