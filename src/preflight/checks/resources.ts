import { cpuCount } from "../../facts/cpu-count.ts";
import { memory } from "../../facts/memory.ts";
import { type Check, error } from "../check.ts";

/** kubeadm's own lower bounds for a control plane. */
const minCpus = 2;
const minMemoryMb = 1700;

/** NumCPU: a control plane has at least two CPUs. */
export const numCpu: Check = {
  name: "NumCPU",
  look: async ({ fact }) => {
    const count = await fact(cpuCount);
    if (count === 0 || count >= minCpus) return [];
    return [
      error(
        `The machine has ${count} CPU; a control plane needs ${minCpus}.`,
        "With one, etcd misses its heartbeats whenever the API server is busy.",
        "Give the machine another CPU.",
      ),
    ];
  },
};

/** Mem: a control plane has at least 1700 MB (MiB, as kubeadm counts them) of memory. */
export const mem: Check = {
  name: "Mem",
  look: async ({ fact }) => {
    const { totalKiB } = await fact(memory);
    const megabytes = Math.floor(totalKiB / 1024);
    if (totalKiB === 0 || megabytes >= minMemoryMb) return [];
    return [
      error(
        `The machine has ${megabytes} MB of memory; a control plane needs ${minMemoryMb} MB.`,
        "The kernel would end etcd or the API server when memory runs out.",
        "Give the machine more memory.",
      ),
    ];
  },
};
