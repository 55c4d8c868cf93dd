import { describe, expect, it } from "vitest";
import { explainControlPlane, explainKubelet } from "../../src/diagnosis/explain-control-plane.ts";
import { gatherEvidence, kubeletSettings } from "../../src/diagnosis/gather-evidence.ts";
import { permanentFailure } from "../../src/diagnosis/permanent-failure.ts";
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
    expect((await explainControlPlane(subject)(view))?.code).toBe("RUNTIME_STOPPED");
    expect((await explainKubelet(subject)(view))?.code).toBe("RUNTIME_STOPPED");
  });
});

describe("a permanent failure", () => {
  it("is a flag that a component refuses", async () => {
    const view = fakeView({ commands: { "/var/log/pods": logAt("2023-11-14T22:13:22Z", "Error: unknown flag: --x") } });
    // The runtime cannot be asked on this machine, so the component's state is unknown and its words count.
    const cause = await permanentFailure(view, subject);
    expect(cause).toMatchObject({ code: "COMPONENT_FLAG_REFUSED", isPermanent: true });
    expect(cause?.next).toContain("apiServer.extraArgs");
  });

  it("is not a runtime that may be started again", async () => {
    const show = "Id=containerd.service\nLoadState=loaded\nActiveState=inactive\n";
    expect(await permanentFailure(fakeView({ commands: { "systemctl show": show } }), subject)).toBeNull();
  });

  it("is not what the kubelet said of the Pod that was there until now", async () => {
    const line =
      "1700000001.000000 cp1 kubelet[7]: expected cgroupsPath to be of format slice:prefix:name for systemd cgroups, got /kubepods/a";
    const view = (written: number) =>
      fakeView({ commands: { "journalctl --no-pager": line }, modified: { [manifest]: written } });
    expect(await permanentFailure(view(1_700_000_000_000), subject)).toBeNull();
    expect((await permanentFailure(view(1_699_999_998_000), subject))?.code).toBe("CGROUP_DRIVER_MISMATCH");
  });
});
