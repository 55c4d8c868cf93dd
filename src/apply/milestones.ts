import type { Phase } from "../engine/phase.ts";
import { step } from "../steps/step.ts";

/** Which hosts of a run have come so far that they are healthy: what each host sees of itself need not be asked again from elsewhere. */
export class Milestones {
  readonly #reached = new Set<string>();

  isReached(host: string): boolean {
    return this.#reached.has(host);
  }

  /** Phase healthy: the host has come so far. It changes nothing. */
  phase(): Phase {
    const title = "This host's part is done";
    const note = step("reached", title, async ({ host }) => {
      this.#reached.add(host.name);
      return [];
    });
    return { id: "healthy", title, steps: [note] };
  }
}
