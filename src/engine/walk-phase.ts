import type { RunEvent, StepOutcome } from "./event.ts";
import { asErrors, stopIfInterrupted, throwable } from "./fail.ts";
import type { Phase } from "./phase.ts";
import type { RunOptions, StepChanges } from "./run.ts";
import type { Step, StepContext } from "./step.ts";
import { takeStep } from "./take-step.ts";
import type { World } from "./world.ts";

/** An event before the run has put its time and host on it. */
export type Told = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, "at" | "host"> : never) : never;

/** Walks one phase, step after step, and tells what happens. The first failure ends it and is thrown. */
export async function walkPhase(phase: Phase, world: World, options: RunOptions): Promise<readonly StepChanges[]> {
  const began = options.now();
  const done: StepChanges[] = [];
  const tell = (event: Told): void =>
    options.tell({ ...event, at: options.now(), host: options.host.name } as RunEvent);
  const end = (outcome: StepOutcome | "failed"): void =>
    tell({ type: "phase-ended", phase: phase.id, outcome, durationMs: options.now() - began });
  const context = contextOf(phase, world, options, tell);
  tell({ type: "phase-started", phase: phase.id, title: phase.title });
  try {
    for (const step of await stepsOf(phase, context)) {
      done.push(await walkStep(phase, step, context, world, options, tell));
    }
  } catch (error) {
    end("failed");
    throw error;
  }
  end(phaseOutcome(done));
  return done;
}

async function walkStep(
  phase: Phase,
  step: Step,
  context: StepContext,
  world: World,
  options: RunOptions,
  tell: (event: Told) => void,
): Promise<StepChanges> {
  const place = { phase: phase.id, step: step.id };
  tell({ type: "step-started", ...place, title: step.title });
  try {
    stopIfInterrupted(options.signal);
    const progress = (text: string): void => tell({ type: "progress", ...place, text });
    const { reason, ...result } = await takeStep(step, context, world, options.mode, phase.id, progress);
    tell({ type: "step-ended", ...place, ...result, ...(reason === undefined ? {} : { reason }) });
    return { ...place, ...result };
  } catch (thrown) {
    const errors = asErrors(thrown).map((error) => error.at({ node: options.host.name, step: step.id }));
    for (const error of errors) tell({ type: "failed", ...place, error });
    throw throwable(errors);
  }
}

/** Steps that follow from what the machine holds may not be known yet, or the question fails: then the phase is one step of its own name, and meets the same end as any step. */
async function stepsOf(phase: Phase, context: StepContext): Promise<readonly Step[]> {
  if (typeof phase.steps !== "function") return phase.steps;
  try {
    return await phase.steps(context);
  } catch (thrown) {
    const plan = async (): Promise<never> => {
      throw thrown;
    };
    return [{ id: phase.id, title: phase.title, plan }];
  }
}

function contextOf(phase: Phase, world: World, options: RunOptions, tell: (event: Told) => void): StepContext {
  return {
    host: world.view,
    objects: world.objects,
    fact: (fact) => world.facts.ask(fact),
    note: (level, text) => tell({ type: "note", phase: phase.id, level, text }),
    signal: options.signal,
  };
}

/** Something not known outweighs something planned, and that outweighs nothing. */
function phaseOutcome(steps: readonly StepChanges[]): StepOutcome {
  for (const outcome of ["deferred", "planned", "applied"] as const) {
    if (steps.some((step) => step.outcome === outcome)) return outcome;
  }
  return "unchanged";
}
