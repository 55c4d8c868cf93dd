import type { Suspect } from "../cause.ts";

const services = ["containerd.service", "crio.service"];

/** RUNTIME_STOPPED: the container runtime's service is there and does not run. */
export const runtimeStopped: Suspect = ({ units, runtime, subject, runtimeJournal }) => {
  if (runtime.problem === null) return null;
  const stopped = services.map((name) => units.get(name)).find((unit) => unit?.exists && unit.active !== "active");
  if (stopped === undefined) return null;
  const service = stopped.name.replace(/\.service$/, "");
  const lastWords = stopped.active === "failed" ? runtimeJournal.at(-1) : undefined;
  return {
    code: "RUNTIME_STOPPED",
    what: `The container runtime is not running: ${service} is ${stopped.active}.`,
    why: `Nothing answers at ${subject.criSocket}${lastWords === undefined ? "" : `; its last words: ${lastWords}`}`,
    next: `systemctl start ${service} (and see journalctl -u ${service} -n 50), then run the same command again.`,
    isPermanent: false,
  };
};

/** RUNTIME_UNREACHABLE, RUNTIME_NOT_READY: the runtime does not answer at the socket that was configured, or says itself that it is not ready. */
export const runtimeUnwell: Suspect = ({ runtime, subject }) => {
  if (runtime.problem !== null) {
    return {
      code: "RUNTIME_UNREACHABLE",
      what: `The container runtime does not answer at ${subject.criSocket}.`,
      why: runtime.problem,
      next: "systemctl status containerd; another socket is named by nodeRegistration.criSocket or --cri-socket.",
      isPermanent: false,
    };
  }
  if (runtime.isReady) return null;
  return {
    code: "RUNTIME_NOT_READY",
    what: "The container runtime says that it is not ready.",
    why: runtime.reason,
    next: "journalctl -u containerd -n 50 --no-pager",
    isPermanent: false,
  };
};
