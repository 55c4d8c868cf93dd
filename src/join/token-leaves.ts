import {
  bootstrapKubeletConf,
  kubeletClientCurrent,
  kubeletConf,
  kubeletPkiDir,
  kubernetesDir,
} from "../constants/paths.ts";
import type { Change } from "../engine/change.ts";
import type { Step } from "../engine/step.ts";
import { step } from "../steps/step.ts";

/** What the kubelet has written by then, and its directories. sync(1) follows the link. */
const written = [kubeletConf, kubeletClientCurrent, kubeletPkiDir, kubernetesDir] as const;

/**
 * The kubeconfig with the token goes once the kubelet has its own. The kubelet does not sync what it writes: that is done
 * before, or a power cut could leave the machine with neither.
 */
export function tokenLeavesStep(): Step {
  return step("bootstrap-kubeconfig", "The token leaves the machine", async ({ host }): Promise<Change[]> => {
    const before = (await host.read([bootstrapKubeletConf])).get(bootstrapKubeletConf);
    if (before === undefined) return [];
    return [
      { kind: "command", title: "Sync the kubelet's own files", command: { argv: ["sync", ...written] }, makes: [] },
      { kind: "file", path: bootstrapKubeletConf, before, after: null },
    ];
  });
}
