import { describe, expect, it } from "vitest";
import { etcdFirstStartStep } from "../../src/phases/etcd-first-start.ts";
import { cutOffLog, etcdLog } from "../support/memory-machine/etcd-log.ts";
import { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { applyOn, phaseOf } from "../support/run-plan.ts";

const owner = { clusterId: "14706971188910460418", memberId: "517730573628343671" };
const dataDir = "/var/lib/etcd";
const log = "wal/0000000000000000-0000000000000000.wal";
const phase = () =>
  phaseOf(etcdFirstStartStep({ dataDir, node: "cp1", criSocket: "unix:///run/containerd/containerd.sock" }));

/** A machine with a kubelet that runs, etcd's Pod beside another, and this log of etcd. */
function machineWith(text: string): MemoryMachine {
  const machine = new MemoryMachine(new MemoryNetwork(), "cp1", "10.77.0.11");
  machine.host.put("/usr/lib/systemd/system/kubelet.service", "[Service]\n").put(`${dataDir}/member/${log}`, text);
  void machine.host.run({ argv: ["systemctl", "start", "--", "kubelet.service"] });
  for (const name of ["etcd-cp1", "kube-apiserver-cp1"]) {
    machine.cri.sandboxes.set(name, { id: name, name, namespace: "kube-system", ready: true });
  }
  return machine;
}

describe("a first start of etcd that was cut off", () => {
  it("is kept under another name, with the kubelet stopped and etcd's Pod gone before", async () => {
    const machine = machineWith(cutOffLog(owner));
    const { host, cri } = machine;
    host.effects.length = 0;
    await applyOn(phase(), machine.open("kill"));
    expect(host.effects.filter((effect) => effect.startsWith("run "))).toEqual([
      "run systemctl stop -- kubelet.service",
      `run mv -n -T -- ${dataDir}/member ${dataDir}/member.cut-off-1`,
    ]);
    expect([...cri.sandboxes.keys()]).toEqual(["kube-apiserver-cp1"]);
    expect(host.text(`${dataDir}/member.cut-off-1/${log}`)).toBe(cutOffLog(owner));
    expect(host.files.get(`${dataDir}/member`)).toBeUndefined();
  });

  it("takes the next free name when it happens again", async () => {
    const machine = machineWith(cutOffLog(owner));
    const { host } = machine;
    host.put(`${dataDir}/member.cut-off-1/${log}`, "the first one");
    await applyOn(phase(), machine.open("kill"));
    expect(host.text(`${dataDir}/member.cut-off-1/${log}`)).toBe("the first one");
    expect(host.text(`${dataDir}/member.cut-off-2/${log}`)).toBe(cutOffLog(owner));
  });

  it("stays where it is when etcd has come further by the time it is stopped", async () => {
    const machine = machineWith(cutOffLog(owner));
    const { host } = machine;
    machine.cri.garble = (bytes) => {
      if (machine.cri.calls.at(-1) === "StopPodSandbox") host.put(`${dataDir}/member/${log}`, etcdLog(owner));
      return bytes;
    };
    await applyOn(phase(), machine.open("kill"));
    expect(host.text(`${dataDir}/member/${log}`)).toBe(etcdLog(owner));
    expect(host.files.names(dataDir)).toEqual(["member"]);
  });

  it("stays where it is when the runtime cannot say whether etcd runs", async () => {
    const machine = machineWith(cutOffLog(owner));
    const { host, cri } = machine;
    cri.refusals.set("ListPodSandbox", { code: 14, message: "going down" });
    await expect(applyOn(phase(), machine.open("kill"))).rejects.toThrow(/container runtime/);
    expect(host.text(`${dataDir}/member/${log}`)).toBe(cutOffLog(owner));
  });
});

describe("an etcd that has begun", () => {
  it("is left alone, and so is the kubelet", async () => {
    const { result } = await applyOn(phase(), machineWith(etcdLog(owner)).open("kill"));
    expect(result.changed).toBe(0);
  });
});
