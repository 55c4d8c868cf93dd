import type { ComponentEvidence, Evidence } from "../../src/diagnosis/evidence.ts";
import type { UnitState } from "../../src/facts/units.ts";

/** A unit as systemd shows one that runs. */
export function unit(name: string, change: Partial<UnitState> = {}): UnitState {
  return {
    name,
    exists: true,
    active: "active",
    sub: "running",
    enabled: "enabled",
    result: "success",
    exitStatus: 0,
    restarts: 0,
    mainPid: 100,
    activeSinceUs: 1,
    ...change,
  };
}

/** A component that runs and says nothing. */
export function component(name: string, change: Partial<ComponentEvidence> = {}): ComponentEvidence {
  return { name, state: "running", exitCode: 0, reason: "", log: [], ...change };
}

/** A healthy control plane with these changes. */
export function evidence(change: Partial<Evidence> = {}): Evidence {
  return {
    subject: { node: "cp1", criSocket: "unix:///var/run/containerd/containerd.sock" },
    units: new Map([unit("kubelet.service"), unit("containerd.service")].map((one) => [one.name, one])),
    kubeletJournal: [],
    runtimeJournal: [],
    kernelJournal: [],
    components: ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"].map((name) => component(name)),
    runtime: { problem: null, isReady: true, reason: "" },
    manifests: ["etcd.yaml", "kube-apiserver.yaml", "kube-controller-manager.yaml", "kube-scheduler.yaml"],
    kubelet: { cgroupDriver: "systemd", failSwapOn: undefined, failCgroupV1: undefined },
    cgroupVersion: 2,
    swaps: [],
    sockets: [],
    disks: [{ mount: "/", totalKiB: 100_000_000, availableKiB: 50_000_000 }],
    ownName: { name: "cp1", addresses: ["10.0.0.11"], timedOut: false },
    ...change,
  };
}

/** The evidence of a kubelet that ends at once with these words. */
export function kubeletSays(...words: string[]): Evidence {
  const kubelet = unit("kubelet.service", { active: "activating", sub: "auto-restart", exitStatus: 1, restarts: 12 });
  return evidence({ kubeletJournal: words, units: new Map([[kubelet.name, kubelet]]) });
}

/** The evidence of one component that ends with these words. */
export function componentSays(name: string, ...log: string[]): Evidence {
  const all = evidence().components.map((one) =>
    one.name === name ? component(name, { state: "exited", exitCode: 1, reason: "Error", log }) : one,
  );
  return evidence({ components: all });
}
