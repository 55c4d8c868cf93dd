import type { Step, StepContext } from "./step.ts";

/** A named group of steps, under kubeadm's name where kubeadm has it: "certs/ca", "etcd/local". */
export interface Phase {
  readonly id: string;
  readonly title: string;
  /** A function where the steps follow from what the machine holds. */
  readonly steps: readonly Step[] | ((context: StepContext) => Promise<readonly Step[]>);
  /** How many hosts of one run may be inside at once, and why; all of them when left out. Phases of the same id share it. */
  readonly width?: { readonly hosts: number; readonly reason: string };
}

/** Phases, and sequences of them, that do not need each other and run side by side. */
export interface PhaseGroup {
  readonly together: readonly (Phase | PhaseSequence)[];
}

/** Part of a group: phases that need each other, one after another beside the rest of the group. */
export interface PhaseSequence {
  readonly inTurn: PhaseList;
}

/** A list of phases as a newcomer reads it: one after another, groups side by side. */
export type PhaseList = readonly (Phase | PhaseGroup)[];
