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

/** The phases of the authorities, none of which needs another. */
export function authorityPhases(issuing: Issuing): readonly Phase[] {
  return phasesOf(issuing, ({ signer }) => signer === null);
}

/** The phases of the certificates that an authority signs, of etcd's own or of all others. */
export function leafPhases(issuing: Issuing, of: "etcd" | "others"): readonly Phase[] {
  return phasesOf(issuing, ({ id, signer }) => signer !== null && id.startsWith("etcd-") === (of === "etcd"));
}

/** The same phases for a run: the authorities and the service account's keys side by side, then all that they sign. An authority is on the disk before anything has its signature. */
export function certificateGroups(issuing: Issuing): PhaseList {
  return [
    { together: [...authorityPhases(issuing), serviceAccountPhase(issuing)] },
    { together: phasesOf(issuing, ({ signer }) => signer !== null) },
  ];
}

function phasesOf(issuing: Issuing, wanted: (spec: CertificateSpec) => boolean): readonly Phase[] {
  return issuing.certificates.filter(wanted).map((spec) => certificatePhase(issuing, spec));
}
