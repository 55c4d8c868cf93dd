import type { Phase, PhaseList, PhaseSequence } from "../engine/phase.ts";

/** The same list with each phase's id behind a prefix: kubeadm's join groups under "control-plane-prepare" what its init has at the top. */
export function renamed(prefix: string, list: PhaseList): PhaseList {
  const rename = (part: Phase | PhaseSequence): Phase | PhaseSequence =>
    "inTurn" in part ? { inTurn: renamed(prefix, part.inTurn) } : { ...part, id: `${prefix}${part.id}` };
  return list.flatMap((entry): PhaseList => {
    if ("together" in entry) return [{ together: entry.together.map(rename) }];
    return [{ ...entry, id: `${prefix}${entry.id}` }];
  });
}
