import { describe, expect, it } from "vitest";
import { lookAtRuntime } from "../../src/diagnosis/container-states.ts";
import { runtimeAnswer } from "../../src/preflight/runtime-answer.ts";
import { FakeCri } from "../support/fake-cri.ts";
import { MemoryHost } from "../support/memory-host.ts";

const socket = "/run/containerd/containerd.sock";
const hostWith = (cri: FakeCri) => new MemoryHost().serve({ socket }, cri.accept);

describe("the container runtime's answer", () => {
  it("names it, whether it is ready and its cgroup driver", async () => {
    expect(await runtimeAnswer(socket).read(hostWith(new FakeCri()))).toEqual({
      problem: null,
      isReady: true,
      reason: "",
      cgroupDriver: "systemd",
      name: "containerd v2.4.2",
    });
  });

  it("has no cgroup driver where the runtime is too old to tell", async () => {
    const cri = new FakeCri();
    cri.cgroupDriver = null;
    expect((await runtimeAnswer(socket).read(hostWith(cri))).cgroupDriver).toBeNull();
  });

  it("says why there is none", async () => {
    const answer = await runtimeAnswer(socket).read(new MemoryHost());
    expect(answer).toMatchObject({ isReady: false });
    expect(answer.problem).not.toBeNull();
  });
});

describe("the containers of the control plane", () => {
  it("are the newest of each component, with how they ended", async () => {
    const cri = new FakeCri();
    const sandbox = { id: "s1", name: "etcd-cp1", namespace: "kube-system", ready: true };
    cri.sandboxes.set("s1", sandbox);
    const container = { id: "c1", sandboxId: "s1", name: "etcd", podName: "etcd-cp1", state: 2 };
    cri.containers.set("c1", { ...container, exitCode: 137, reason: "OOMKilled" });
    const { runtime, containers } = await lookAtRuntime(hostWith(cri), socket, ["etcd", "kube-apiserver"]);
    expect(runtime).toEqual({ problem: null, isReady: true, reason: "" });
    expect(containers.get("etcd")).toMatchObject({ state: "exited", exitCode: 137, reason: "OOMKilled" });
    expect(containers.get("kube-apiserver")?.state).toBe("absent");
  });
});
