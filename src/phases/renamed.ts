import type { Phase, PhaseList } from "../engine/phase.ts";

/** The same list with each phase's id behind a prefix: kubeadm's join groups under "control-plane-prepare" what its init has at the top. */
export function renamed(prefix: string, list: PhaseList): PhaseList {
  const rename = (phase: Phase): Phase => ({ ...phase, id: `${prefix}${phase.id}` });
  return list.map((entry) => ("together" in entry ? { together: entry.together.map(rename) } : rename(entry)));
}
