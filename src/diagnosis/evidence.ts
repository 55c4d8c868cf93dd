import type { DiskSpace } from "../facts/disk-space.ts";
import type { ListeningSocket } from "../facts/listening-sockets.ts";
import type { Resolution } from "../facts/resolution.ts";
import type { Swap } from "../facts/swaps.ts";
import type { UnitState } from "../facts/units.ts";

/** Which node is looked at. */
export interface Subject {
  readonly node: string;
  /** "unix:///var/run/containerd/containerd.sock" */
  readonly criSocket: string;
  /** True where nobody was to pull images (imagePullPolicy: Never): then one that is missing does not come by waiting. */
  readonly imagesGiven?: boolean;
}

/** A component of the control plane as the container runtime and its own last words show it. */
export interface ComponentEvidence {
  /** "kube-apiserver" */
  readonly name: string;
  /** Of the newest container; "absent" when there is none, "unknown" when the runtime could not be asked. */
  readonly state: "running" | "exited" | "created" | "absent" | "unknown";
  readonly exitCode: number;
  /** "OOMKilled", "Error", … */
  readonly reason: string;
  /** Oldest first, fit for a terminal, none older than the component's manifest. */
  readonly log: readonly string[];
}

/** The container runtime's own state. */
export interface RuntimeEvidence {
  /** Why it could not be asked; null when it answered. */
  readonly problem: string | null;
  readonly isReady: boolean;
  readonly reason: string;
}

/** What is in the kubelet's configuration file; undefined where it is silent. */
export interface KubeletSettings {
  readonly cgroupDriver: string | undefined;
  readonly failSwapOn: boolean | undefined;
  readonly failCgroupV1: boolean | undefined;
}

/** All that was found on a machine in one look. What could not be read is empty or null. Journals: oldest first, fit for a terminal, not older than the files they speak of. */
export interface Evidence {
  readonly subject: Subject;
  /** kubelet.service, containerd.service, crio.service; empty where systemd does not answer. */
  readonly units: ReadonlyMap<string, UnitState>;
  readonly kubeletJournal: readonly string[];
  readonly runtimeJournal: readonly string[];
  readonly kernelJournal: readonly string[];
  readonly components: readonly ComponentEvidence[];
  readonly runtime: RuntimeEvidence;
  /** Files in the directory of static Pods; null when it is not there. */
  readonly manifests: readonly string[] | null;
  readonly kubelet: KubeletSettings;
  readonly cgroupVersion: 1 | 2 | null;
  readonly swaps: readonly Swap[];
  readonly sockets: readonly ListeningSocket[];
  readonly disks: readonly DiskSpace[];
  readonly ownName: Resolution | null;
}
