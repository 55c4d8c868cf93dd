import type { Suspect } from "../cause.ts";
import type { Evidence } from "../evidence.ts";

/** etcd preallocates 64 MB at a time: below this its next write fails. */
const fullBelowKiB = 64 * 1024;

function everyLine(evidence: Evidence): readonly string[] {
  return [...evidence.kubeletJournal, ...evidence.runtimeJournal, ...evidence.components.flatMap(({ log }) => log)];
}

/** DISK_FULL: no space is left where etcd or the kubelet writes. */
export const diskFull: Suspect = (evidence) => {
  const full = evidence.disks.find((disk) => disk.availableKiB < fullBelowKiB);
  const said = everyLine(evidence).findLast((line) => line.includes("no space left on device"));
  if (full === undefined && said === undefined) return null;
  const where = full?.mount ?? "The disk";
  return {
    code: "DISK_FULL",
    what:
      full === undefined ? "A disk is full." : `${where} is full: ${Math.floor(full.availableKiB / 1024)} MB are left.`,
    why: said ?? "etcd and the kubelet cannot write there.",
    next: "df -h shows which; journalctl --vacuum-size=200M and old images free some. Then run the same command again.",
    isPermanent: false,
  };
};

/** OUT_OF_MEMORY: the kernel ended a component because memory ran out. */
export const outOfMemory: Suspect = ({ components, kernelJournal }) => {
  const killed = components.find(({ reason }) => reason === "OOMKilled");
  const name =
    killed?.name ??
    kernelJournal
      .map((line) => /Killed process \d+ \((etcd|kubelet|containerd|kube-[a-z-]+)\)/.exec(line)?.[1])
      .findLast((found) => found !== undefined);
  if (name === undefined) return null;
  return {
    code: "OUT_OF_MEMORY",
    what: `The kernel ended ${name}: the machine ran out of memory.`,
    why: kernelJournal.findLast((line) => line.includes("Killed process")),
    next: "Give the machine more memory (a control plane needs 2 GB), or stop what uses it (ps aux --sort=-rss | head).",
    isPermanent: false,
  };
};

/** SANDBOX_FAILED: the container runtime cannot start any Pod. */
export const sandboxFailed: Suspect = ({ kubeletJournal }) => {
  const line = kubeletJournal.findLast((text) =>
    /Failed to create (?:pod )?sandbox|CreatePodSandbox|failed to create containerd task|RunContainerError|CreateContainerError/i.test(
      text,
    ),
  );
  if (line === undefined) return null;
  return {
    code: "SANDBOX_FAILED",
    what: "The container runtime cannot start the Pods of the control plane.",
    why:
      /(?:OCI runtime create failed|rpc error|failed to create|failed to start).*/.exec(line)?.[0].slice(0, 500) ??
      line.slice(0, 500),
    next: "journalctl -u containerd -n 50 --no-pager",
    isPermanent: false,
  };
};
