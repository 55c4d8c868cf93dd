import type { Phase } from "../engine/phase.ts";
import type { Mode } from "../engine/run.ts";
import { step } from "../steps/step.ts";

/** started: the kubelet runs with its manifests. healthy: this host's part is done. */
export type Milestone = "started" | "healthy";

/** Which hosts of a run have come how far: what each host sees of itself need not be asked again from elsewhere. */
export class Milestones {
  readonly #reached = new Set<string>();
  readonly #isPlan: boolean;

  /** @param mode in a plan no host comes anywhere, so that what is planned does not depend on which host was looked at first */
  constructor(mode: Mode) {
    this.#isPlan = mode === "plan";
  }

  isReached(host: string, milestone: Milestone): boolean {
    return this.#reached.has(`${milestone} ${host}`);
  }

  /** False while certainly none of the hosts has come so far. */
  mayBeReached(hosts: readonly string[], milestone: Milestone): boolean {
    return this.#isPlan || hosts.some((host) => this.isReached(host, milestone));
  }

  /** A phase named after the milestone: the host has come so far. It changes nothing. */
  phase(milestone: Milestone, title: string): Phase {
    const note = step("reached", title, async ({ host }) => {
      if (!this.#isPlan) this.#reached.add(`${milestone} ${host.name}`);
      return [];
    });
    return { id: milestone, title, steps: [note] };
  }
}
