import {
  defaultEtcdDataDir,
  kubeletConfigFile,
  kubeletDir,
  kubeletDropInFile,
  kubeletFlagsFile,
  manifestsDir,
} from "../constants/paths.ts";
import type { Fact } from "../engine/fact.ts";
import { cgroups } from "../facts/cgroups.ts";
import { diskSpaces } from "../facts/disk-space.ts";
import { listeningSockets } from "../facts/listening-sockets.ts";
import { resolution } from "../facts/resolution.ts";
import { swaps } from "../facts/swaps.ts";
import { systemUnits } from "../facts/system-units.ts";
import { readText } from "../facts/text-file.ts";
import { within } from "../facts/within.ts";
import type { HostView } from "../host/host.ts";
import { type ContainerLook, lookAtRuntime } from "./container-states.ts";
import type { ComponentEvidence, Evidence, KubeletSettings, Subject } from "./evidence.ts";
import { journalTail } from "./journal.ts";
import { type PodLog, podLogs } from "./pod-logs.ts";

/** The static Pods of a control plane, in the order in which one needs the other. */
const components: readonly string[] = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

const inputs = [kubeletConfigFile, kubeletFlagsFile, kubeletDropInFile];
const manifestOf = (component: string) => `${manifestsDir}/${component}.yaml`;

/** No single question may hold up the verdict. */
const deadlineMs = 5000;

/**
 * Looks at everything side by side; takes no longer than some five seconds. A question that fails leaves its part empty.
 *
 * @param graceMs how long after the files were written journals may still speak of what was there before
 */
export async function gatherEvidence(view: HostView, subject: Subject, graceMs = 0): Promise<Evidence> {
  const soon = <T>(promise: Promise<T>, otherwise: T) => within(deadlineMs, promise, otherwise).catch(() => otherwise);
  const ask = <T>(fact: Fact<T>, otherwise: T) => soon(fact.read(view), otherwise);
  const none: readonly string[] = [];
  // What a program said before its files were written is not about them.
  const written = await soon(view.modified([...inputs, ...components.map(manifestOf)]), new Map<string, number>());
  const newest = Math.max(0, ...written.values());
  const since = newest === 0 ? 0 : newest + graceMs;
  const [
    state,
    kubeletJournal,
    runtimeJournal,
    kernelJournal,
    logs,
    runtime,
    manifests,
    kubelet,
    groups,
    swap,
    sockets,
    disks,
    ownName,
  ] = await Promise.all([
    ask(systemUnits, new Map()),
    soon(journalTail(view, "kubelet.service", since, 400), none),
    soon(journalTail(view, "containerd.service", since, 100), none),
    soon(journalTail(view, "kernel", since, 100), none),
    soon(podLogs(view, subject.node, components), []),
    lookAtRuntime(view, subject.criSocket, components),
    soon(view.list([manifestsDir]), new Map<string, readonly string[]>()),
    soon(readText(view, kubeletConfigFile), null),
    ask(cgroups, { version: null, controllers: [] }),
    ask(swaps, []),
    ask(listeningSockets, []),
    ask(diskSpaces([kubeletDir, defaultEtcdDataDir]), []),
    ask(resolution(subject.node), null),
  ]);
  return {
    subject,
    units: state,
    kubeletJournal,
    runtimeJournal,
    kernelJournal,
    components: components.map((name) =>
      componentEvidence(name, runtime.containers.get(name), logs, written.get(manifestOf(name)) ?? 0),
    ),
    runtime: runtime.runtime,
    manifests: manifests.get(manifestsDir) ?? null,
    kubelet: kubeletSettings(kubelet ?? ""),
    cgroupVersion: groups.version,
    swaps: swap,
    sockets,
    disks: disks.filter((disk) => disk !== null),
    ownName,
  };
}

/**
 * A container that is older than its manifest, and what it said, are of an earlier try; so is a Pod that is older,
 * also when the kubelet has started its container once more before it took notice of the new manifest.
 */
function componentEvidence(
  name: string,
  container: ContainerLook | undefined,
  logs: readonly PodLog[],
  since: number,
): ComponentEvidence {
  const log = logs.find((one) => one.component === name);
  const lines = log === undefined || log.podMadeAt < since ? [] : log.lines;
  const isOld = container !== undefined && container.createdAt < since;
  const { state, exitCode, reason } = isOld
    ? { state: "absent" as const, exitCode: 0, reason: "" }
    : (container ?? { state: "unknown" as const, exitCode: 0, reason: "" });
  // Of a container that runs only its own words count: what an earlier one said may have been mended.
  const from = state === "running" ? Math.max(since, container?.createdAt ?? 0) : since;
  return { name, state, exitCode, reason, log: lines.filter(({ at }) => at >= from).map(({ text }) => text) };
}

/** The top-level settings that are asked for. The file is YAML as kubeadm and this program write it: one key a line. */
export function kubeletSettings(text: string): KubeletSettings {
  const value = (key: string) => new RegExp(`^${key}:[ \\t]*"?([A-Za-z]+)"?[ \\t]*$`, "m").exec(text)?.[1];
  const flag = (key: string) => ({ true: true, false: false })[value(key) ?? ""];
  return { cgroupDriver: value("cgroupDriver"), failSwapOn: flag("failSwapOn"), failCgroupV1: flag("failCgroupV1") };
}
