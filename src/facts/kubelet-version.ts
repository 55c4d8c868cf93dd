import type { Fact } from "../engine/fact.ts";

/** Reads "Kubernetes v1.36.3" and gives "v1.36.3"; null for anything else. */
export function parseKubeletVersion(text: string): string | null {
  return /^Kubernetes (v\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]{1,64})?)\s*$/.exec(text)?.[1] ?? null;
}

/** A kubelet is 60 MB and more: on a machine that has just booted it comes from the disk. */
const startMs = 30_000;

/** The installed kubelet's version, or null when there is no kubelet that says one. */
export const kubeletVersion: Fact<string | null> = {
  name: "kubelet version",
  read: async (view) => {
    const answer = await view.probe({ argv: ["kubelet", "--version"], timeoutMs: startMs });
    return answer.code === 0 ? parseKubeletVersion(answer.stdout) : null;
  },
};
