import type { Phase, PhaseList } from "../engine/phase.ts";
import type { CertificateSpec } from "../pki/certificate-spec.ts";
import { planPair } from "./certificates-pair.ts";
import { planServiceAccount } from "./certificates-service-account.ts";
import type { Issuing } from "./issuing.ts";

/** The phase of one certificate, under kubeadm's name. */
export function certificatePhase(issuing: Issuing, spec: CertificateSpec): Phase {
  const id = `certs/${spec.id}`;
  return {
    id,
    title: spec.title,
    steps: [{ id, title: spec.title, plan: (context) => planPair(issuing, spec, context) }],
  };
}

/** The phase of the key pair for service accounts. */
export function serviceAccountPhase(issuing: Issuing): Phase {
  const id = "certs/sa";
  const title = "key pair that signs service account tokens";
  return { id, title, steps: [{ id, title, plan: (context) => planServiceAccount(issuing, context) }] };
}

/** All certificate phases in kubeadm's order. */
export function certificatePhases(issuing: Issuing): readonly Phase[] {
  return [...issuing.certificates.map((spec) => certificatePhase(issuing, spec)), serviceAccountPhase(issuing)];
}

/** The same phases for a run: the authorities and the service account's keys side by side, then all that they sign. An authority is on the disk before anything has its signature. */
export function certificateGroups(issuing: Issuing): PhaseList {
  const phases = (authorities: boolean): readonly Phase[] =>
    issuing.certificates
      .filter((spec) => (spec.signer === null) === authorities)
      .map((spec) => certificatePhase(issuing, spec));
  return [{ together: [...phases(true), serviceAccountPhase(issuing)] }, { together: phases(false) }];
}
