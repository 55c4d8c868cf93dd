import { expect } from "vitest";
import type { CrashPoint } from "./crash-points.ts";
import { endState } from "./end-state.ts";
import type { MemoryMachine } from "./memory-machine.ts";
import { kubewright, type Ran } from "./run-kubewright.ts";

/** A command about to be typed. */
export interface Scene {
  readonly machine: MemoryMachine;
  readonly argv: readonly string[];
  readonly input?: string;
}

/** The command, without anything in its way. */
export function typed({ machine, argv, input }: Scene): Promise<Ran> {
  return kubewright(machine, argv, input === undefined ? {} : { input });
}

/**
 * The command until the point; then the machine is on again. What is written side by side may come together, so that a run has
 * a few effects fewer than another: a point at its very end may then come after it.
 */
export async function cutAt({ machine, argv, input }: Scene, { after, cut }: CrashPoint): Promise<void> {
  const first = await kubewright(machine, argv, { ...(input === undefined ? {} : { input }), cutAfter: after, cut });
  if (first.code !== null) expect([first.code, first.burned <= after]).toEqual([0, true]);
  if (cut === "power") machine.boot();
}

/** The command again comes to the end of a run that nobody disturbed, and a third has nothing left to do. */
export async function expectFinished(scene: Scene, wanted: ReturnType<typeof endState>): Promise<Ran> {
  const again = await typed(scene);
  expect(again.err).toBe("");
  expect(again.code).toBe(0);
  expect(endState(scene.machine)).toEqual(wanted);
  const third = await typed(scene);
  expect(third.effects).toEqual([]);
  expect(third.out).toContain("Nothing to");
  return again;
}
