import type { Phase, PhaseGroup } from "../engine/phase.ts";
import type { KubeconfigKind, KubeconfigSpec } from "../manifests/kubeconfig-catalog.ts";
import type { Issuing } from "./issuing.ts";
import { planKubeconfig } from "./kubeconfigs-file.ts";

/** The phase of one kubeconfig file, under kubeadm's name. */
function kubeconfigPhase(issuing: Issuing, spec: KubeconfigSpec): Phase {
  const id = `kubeconfig/${spec.kind}`;
  const title = `kubeconfig for ${spec.title}`;
  return { id, title, steps: [{ id, title, plan: (context) => planKubeconfig(issuing, spec, context) }] };
}

/** The phases of these kinds in kubeadm's order; all five when none are named. */
export function kubeconfigPhases(issuing: Issuing, kinds?: readonly KubeconfigKind[]): readonly Phase[] {
  return issuing.kubeconfigs
    .filter((spec) => kinds === undefined || kinds.includes(spec.kind))
    .map((spec) => kubeconfigPhase(issuing, spec));
}

/** The same side by side: none needs another. */
export function kubeconfigGroup(issuing: Issuing, kinds?: readonly KubeconfigKind[]): PhaseGroup {
  return { together: kubeconfigPhases(issuing, kinds) };
}
