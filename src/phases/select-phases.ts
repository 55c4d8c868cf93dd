import type { Phase, PhaseGroup, PhaseList, PhaseSequence } from "../engine/phase.ts";
import { exitCodes, KubewrightError } from "../errors.ts";

/** Which phases of a list to run. */
export interface PhaseSelection {
  /** The one phase, with its children; undefined for all. */
  readonly only?: string | undefined;
  /** Phases to leave out, with their children. */
  readonly skip: readonly string[];
}

/**
 * The list without what was not asked for; a group that became empty goes.
 * Error PHASE_UNKNOWN (exit code 2) for a name that is in no list, as kubeadm refuses it.
 * @param known names that are right though this list does not hold them: kubeadm's phases that are no step of ours.
 */
export function selectPhases(list: PhaseList, selection: PhaseSelection, known: readonly string[] = []): PhaseList {
  refuseUnknown(list, selection, known);
  return filtered(list, (phase) => isSelected(phase.id, selection));
}

/** Whether a phase of this name is asked for. */
export function isSelected(id: string, { only, skip }: PhaseSelection): boolean {
  return (only === undefined || isPartOf(id, only)) && !skip.some((name) => isPartOf(id, name));
}

function filtered(list: PhaseList, wanted: (phase: Phase) => boolean): PhaseList {
  return list.flatMap((entry): PhaseList => {
    if (!("together" in entry)) return wanted(entry) ? [entry] : [];
    const together = entry.together.flatMap((part): PhaseGroup["together"] => {
      if (!("inTurn" in part)) return wanted(part) ? [part] : [];
      const inTurn = filtered(part.inTurn, wanted);
      return inTurn.length === 0 ? [] : [{ inTurn }];
    });
    return together.length === 0 ? [] : [{ together }];
  });
}

/** All phases of a list in order, groups opened. */
export function flatPhases(list: PhaseList): readonly Phase[] {
  return list.flatMap((entry) => ("together" in entry ? entry.together.flatMap(phasesOf) : [entry]));
}

function phasesOf(part: Phase | PhaseSequence): readonly Phase[] {
  return "inTurn" in part ? flatPhases(part.inTurn) : [part];
}

/** True for the phase itself and for what lies below it: "certs/ca" is part of "certs". */
export function isPartOf(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}/`);
}

function refuseUnknown(list: PhaseList, selection: PhaseSelection, known: readonly string[]): void {
  const ids = [...flatPhases(list).map((phase) => phase.id), ...known];
  const names = selection.only === undefined ? selection.skip : [...selection.skip, selection.only];
  const unknown = names.filter((name) => !ids.some((id) => isPartOf(id, name)));
  if (unknown.length === 0) return;
  throw new KubewrightError("PHASE_UNKNOWN", {
    what: `There is no phase ${unknown.map((name) => `"${name}"`).join(", ")}.`,
    next: `The phases are: ${[...new Set(ids)].join(", ")}.`,
    exitCode: exitCodes.usage,
  });
}
