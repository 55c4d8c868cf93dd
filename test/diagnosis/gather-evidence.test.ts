import { describe, expect, it } from "vitest";
import { explainControlPlane, explainKubelet } from "../../src/diagnosis/explain-control-plane.ts";
import { gatherEvidence, kubeletSettings } from "../../src/diagnosis/gather-evidence.ts";
import { failingFast } from "../../src/diagnosis/permanent-failure.ts";
import type { WaitAnswer } from "../../src/engine/change.ts";
import type { Fact } from "../../src/engine/fact.ts";
import { fakeView } from "../facts/fake-view.ts";

const subject = { node: "cp1", criSocket: "unix:///run/none.sock" };
const manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";
const logAt = (iso: string, text: string) => `==> kube-apiserver 1700000000 <==\n${iso} stderr F ${text}\n`;

describe("gathering evidence", () => {
  it("comes to an end on a machine that answers nothing", async () => {
    const found = await gatherEvidence(fakeView({}), subject);
    expect(found).toMatchObject({ kubeletJournal: [], manifests: null, sockets: [] });
    expect(found.runtime.problem).not.toBeNull();
    expect(found.components.map(({ state }) => state)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
  });

  it("leaves out what a component said before its manifest was written", async () => {
    const old = logAt("2023-11-14T22:13:20.2Z", "Error: unknown flag: --old");
    const view = (manifestWritten: string) =>
      fakeView({
        modified: { [manifest]: Date.parse(manifestWritten) },
        commands: { "/var/log/pods": `${old}2023-11-14T22:13:22Z stderr F new\n` },
      });
    const words = async (manifestWritten: string) =>
      (await gatherEvidence(view(manifestWritten), subject)).components[1]?.log;
    expect(await words("2023-11-14T22:13:19Z")).toEqual(["Error: unknown flag: --old", "new"]);
    // The Pod was made at 22:13:20: a manifest that is younger belongs to another one.
    expect(await words("2023-11-14T22:13:21Z")).toEqual([]);
  });

  it("reads the kubelet's settings as kubeadm writes them", () => {
    const text = "apiVersion: x\ncgroupDriver: systemd\nfailSwapOn: false\nnested:\n  failCgroupV1: true\n";
    expect(kubeletSettings(text)).toEqual({ cgroupDriver: "systemd", failSwapOn: false, failCgroupV1: undefined });
  });
});

describe("an explanation", () => {
  it("is given for a machine whose runtime was stopped", async () => {
    const show = "Id=containerd.service\nLoadState=loaded\nActiveState=failed\n";
    const view = fakeView({ commands: { "systemctl show": show } });
    expect((await explainControlPlane(view, subject))?.code).toBe("RUNTIME_STOPPED");
    expect((await explainKubelet(view, subject))?.code).toBe("RUNTIME_STOPPED");
  });
});

describe("a wait that fails fast", () => {
  const answers = (...list: WaitAnswer[]): Fact<WaitAnswer> => ({
    name: "wait",
    read: async () => list.shift() ?? { done: false, found: "nothing yet" },
  });

  it("passes the condition's own answers on", async () => {
    const wait = failingFast(answers({ done: true, found: "up" }), subject);
    expect(await wait.read(fakeView({}))).toEqual({ done: true, found: "up" });
    expect(wait.name).toBe("wait");
  });

  it("gives up with the cause once the machine shows one that cannot heal, without holding up the condition", async () => {
    const view = fakeView({ commands: { "/var/log/pods": logAt("2023-11-14T22:13:22Z", "Error: unknown flag: --x") } });
    const wait = failingFast(answers(), subject, 1);
    const began = performance.now();
    let answer = await wait.read(view);
    while (answer.failed === undefined && performance.now() - began < 5000) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      answer = await wait.read(view);
    }
    // The runtime cannot be asked on this machine, so the component's state is unknown and its words count.
    expect(answer.failed?.code).toBe("COMPONENT_FLAG_REFUSED");
    expect(answer.failed?.next).toContain("apiServer.extraArgs");
  });

  it("waits on while the cause may heal", async () => {
    const view = fakeView({
      commands: { "systemctl show": "Id=containerd.service\nLoadState=loaded\nActiveState=inactive\n" },
    });
    const wait = failingFast(answers(), subject, 1);
    for (let i = 0; i < 20; i++) {
      expect((await wait.read(view)).failed).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
});
