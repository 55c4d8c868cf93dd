import { describe, expect, test } from "vitest";
import { joinPhases } from "../../src/cli/commands/join-phases.ts";
import { endState } from "../support/memory-machine/end-state.ts";
import { type MadeCluster, madeCluster } from "../support/memory-machine/made-cluster.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";

/** Phases without parts that can be told where the cluster is, in kubeadm's order. */
const leaves = joinPhases.filter(
  ({ id, flags }) => flags.includes("config") && !joinPhases.some((row) => row.id.startsWith(`${id}/`)),
);

function configOf({ joinControlPlaneWords }: MadeCluster, { name, address }: MemoryMachine): string {
  const [, endpoint, , token, , pin, , , key] = joinControlPlaneWords;
  const controlPlane = `controlPlane: {localAPIEndpoint: {advertiseAddress: ${address}}, certificateKey: ${key}}\n`;
  return `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery: {bootstrapToken: {apiServerEndpoint: "${endpoint}", token: ${token}, caCertHashes: ["${pin}"]}}
nodeRegistration: {name: ${name}}
${name.startsWith("cp") ? controlPlane : ""}`;
}

/** All but a run's own notes. */
function made(machine: MemoryMachine) {
  const { files, ...rest } = endState(machine);
  return { ...rest, files: files.filter((text) => !text.startsWith("/var/lib/kubewright/")) };
}

describe("join phase", () => {
  test.each(["w1", "cp2"] as const)("after phase on %s leaves what one run leaves", async (name) => {
    const whole = await madeCluster();
    const run = await kubewright(whole[name], ["join", "--config", "-"], { input: configOf(whole, whole[name]) });
    expect([run.code, run.err]).toEqual([0, ""]);
    const cluster = await madeCluster();
    const machine = cluster[name];
    for (const { id } of leaves) {
      const words = ["join", "phase", ...id.split("/"), "--config", "-"];
      const ran = await kubewright(machine, words, { input: configOf(cluster, machine) });
      expect([id, ran.code, ran.err]).toEqual([id, 0, ""]);
    }
    expect(made(machine)).toEqual(made(whole[name]));
  });
});

describe("reset phase", () => {
  test("after phase leaves what one run leaves", async () => {
    const [whole, cluster] = [await madeCluster(), await madeCluster()];
    for (const { cp2, joinControlPlaneWords } of [whole, cluster]) await kubewright(cp2, joinControlPlaneWords);
    await kubewright(whole.cp2, ["reset", "--force"]);
    for (const id of ["preflight", "remove-etcd-member", "cleanup-node"]) {
      const ran = await kubewright(cluster.cp2, ["reset", "phase", id]);
      expect([id, ran.code, ran.err]).toEqual([id, 0, ""]);
    }
    expect(endState(cluster.cp2)).toEqual(endState(whole.cp2));
  });
});
