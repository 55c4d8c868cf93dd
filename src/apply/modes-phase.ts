import type { ClusterConfiguration } from "../config/v1beta4.ts";
import type { FileChange } from "../engine/change.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import type { Issuing } from "../phases/issuing.ts";
import { step } from "../steps/step.ts";

/** Phase modes: certificates, keys and kubeconfigs that are there have kubeadm's modes and belong to root. What they hold is looked at elsewhere. */
export function modesPhase(issuing: Issuing): Phase {
  const title = "Who may read certificates and keys";
  return { id: "modes", title, steps: [step("modes", title, (context) => wrongModes(issuing, context))] };
}

async function wrongModes(issuing: Issuing, { host }: StepContext): Promise<readonly FileChange[]> {
  const wanted = modesOf(issuing, issuing.cluster);
  const found = await host.read([...wanted.keys()]);
  const changes: FileChange[] = [];
  for (const [path, mode] of wanted) {
    const before = found.get(path);
    if (before?.type !== "file" || (before.mode === mode && before.owner === "0:0")) continue;
    changes.push({ kind: "file", path, before, after: { ...before, mode, owner: "0:0" } });
  }
  return changes;
}

function modesOf(issuing: Issuing, { certificatesDir }: ClusterConfiguration): ReadonlyMap<string, number> {
  const pairs = issuing.certificates.flatMap(({ basePath }): [string, number][] => [
    [`${basePath}.crt`, 0o644],
    [`${basePath}.key`, 0o600],
  ]);
  const accounts: [string, number][] = ["key", "pub"].map((half) => [`${certificatesDir}/sa.${half}`, 0o600]);
  const configs = issuing.kubeconfigs.map((spec): [string, number] => [issuing.kubeconfigPath(spec), 0o600]);
  return new Map([...pairs, ...accounts, ...configs]);
}
