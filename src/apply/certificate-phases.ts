import type { Phase, PhaseList } from "../engine/phase.ts";
import type { KubeconfigKind } from "../manifests/kubeconfig-catalog.ts";
import { certificatePhase } from "../phases/certificates.ts";
import type { Issuing } from "../phases/issuing.ts";
import { kubeconfigPhases } from "../phases/kubeconfigs.ts";
import { kubeletCredentialsPhase } from "../phases/kubelet-credentials.ts";
import type { CertificateId } from "../pki/certificate-spec.ts";
import type { ControlPlaneParts } from "./control-plane-parts.ts";

/** What kube-apiserver cannot start without. */
export const apiServerNeeds = [
  "apiserver",
  "apiserver-etcd-client",
  "apiserver-kubelet-client",
  "front-proxy-client",
] as const;

/** The certificates of one control plane that the authorities sign, and its kubeconfigs. */
export function certificateList(parts: ControlPlaneParts): PhaseList {
  const ids = [...apiServerNeeds, "etcd-server", "etcd-peer", "etcd-healthcheck-client"] as const;
  const users = kubeconfigs(parts, ["admin", "controller-manager", "scheduler"]);
  return [{ together: [kubeletCredentialsPhase(parts.credentials), ...leaves(parts.issuing, ids), ...users] }];
}

/** One phase for each of these certificates. */
export function leaves(issuing: Issuing, ids: readonly CertificateId[]): readonly Phase[] {
  return issuing.certificates.filter(({ id }) => ids.includes(id)).map((spec) => certificatePhase(issuing, spec));
}

/** One phase for each of these kubeconfigs; where the administrator's is, the first control plane gets super-admin.conf too. */
export function kubeconfigs(
  { issuing, isFirst }: ControlPlaneParts,
  kinds: readonly KubeconfigKind[],
): readonly Phase[] {
  return kubeconfigPhases(issuing, isFirst && kinds.includes("admin") ? [...kinds, "super-admin"] : kinds);
}
