import type { Fact } from "../engine/fact.ts";

/**
 * Where the kubelet makes the control groups of its burstable Pods: with systemd's names and its own, in version 2 and in version 1,
 * there in the hierarchy that is made last of those the kubelet makes (legacySubsystems in opencontainers/cgroups, fs1).
 */
const places: readonly string[] = ["/sys/fs/cgroup", "/sys/fs/cgroup/freezer"].flatMap((root) => [
  `${root}/kubepods.slice/kubepods-burstable.slice`,
  `${root}/kubepods/burstable`,
]);

/** A static Pod's UID is a hash of its manifest, without the dashes of others. */
const staticPod = /pod([0-9a-f]{32})(?:\.slice)?$/;

/** The UIDs of the burstable static Pods that have a control group: the kubelet has begun to start them. */
export const staticPodCgroups: Fact<readonly string[]> = {
  name: "static Pods' control groups",
  read: async (view) => {
    const names = [...(await view.list(places)).values()].flat();
    return names.flatMap((name) => staticPod.exec(name)?.[1] ?? []).sort();
  },
};
