import { describe, expect, it, test } from "vitest";
import { staticPodCgroups } from "../../src/facts/static-pod-cgroups.ts";
import { firstPodPhase } from "../../src/phases/first-pod.ts";
import { FakeCri } from "../support/fake-cri.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { applyOn } from "../support/run-plan.ts";

const socket = "/run/containerd/containerd.sock";
const uid = "fa85808dc14c2ebd958f8778ebe3735c";
const ofTheApi = "c3679de6_c53d_48bc_adb1_17df9d44568f";
const burstable = "/sys/fs/cgroup/freezer/kubepods.slice/kubepods-burstable.slice";

/** A host whose kubelet has etcd's manifest, and whose runtime answers. */
function hostWith(cri: FakeCri): MemoryHost {
  const host = new MemoryHost("cp1");
  host.serve({ socket }, cri.accept);
  host.put("/etc/kubernetes/manifests/etcd.yaml", "kind: Pod\n");
  return host;
}

/** What the wait found, in how many looks. */
async function waited(host: MemoryHost, change: (look: number) => void): Promise<number> {
  let looks = 0;
  const sleep = async (): Promise<void> => {
    looks += 1;
    change(looks);
  };
  const list = [firstPodPhase({ name: "cp1", criSocket: `unix://${socket}` })];
  await applyOn(list, host, undefined, sleep);
  return looks;
}

describe("the API server's manifest follows", () => {
  it("when the kubelet has made the control group of etcd's Pod", async () => {
    const cri = new FakeCri();
    const host = hostWith(cri);
    const looks = await waited(host, (look) => {
      if (look === 3) host.put(`${burstable}/kubepods-burstable-pod${uid}.slice/tasks`, "");
    });
    expect(looks).toBe(3);
  });

  it("at once when the runtime has the Pod's sandbox, for a kubelet may make its control groups elsewhere", async () => {
    const cri = new FakeCri();
    cri.sandboxes.set("a", { id: "a", name: "etcd-cp1", namespace: "kube-system", ready: true });
    expect(await waited(hostWith(cri), () => undefined)).toBe(0);
  });

  it("at once where etcd does not run on the host, or the others are there already", async () => {
    const without = new MemoryHost("cp1");
    expect(await waited(without, () => undefined)).toBe(0);
    const again = hostWith(new FakeCri()).put("/etc/kubernetes/manifests/kube-apiserver.yaml", "kind: Pod\n");
    expect(await waited(again, () => undefined)).toBe(0);
  });
});

test.each([
  ["systemd's, version 1", `${burstable}/kubepods-burstable-pod${uid}.slice`],
  ["the kubelet's own, version 1", `/sys/fs/cgroup/freezer/kubepods/burstable/pod${uid}`],
  ["systemd's, version 2", `/sys/fs/cgroup/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uid}.slice`],
  ["the kubelet's own, version 2", `/sys/fs/cgroup/kubepods/burstable/pod${uid}`],
])("a static Pod's control group is seen: %s", async (_, path) => {
  const host = new MemoryHost("cp1");
  host.put(`${path}/tasks`, "");
  expect(await staticPodCgroups.read(host)).toEqual([uid]);
});

test("the control group of a Pod that came from the API server is none of a static Pod", async () => {
  const host = new MemoryHost("cp1");
  host.put(`${burstable}/kubepods-burstable-pod${ofTheApi}.slice/tasks`, "");
  host.put(`${burstable}/cgroup.procs`, "");
  expect(await staticPodCgroups.read(host)).toEqual([]);
});
