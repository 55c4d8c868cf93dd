import type { HostView } from "../host/host.ts";
import type { Expectation, Fact } from "./fact.ts";

/** A run's memory of one machine: each question is asked once until something changes, also when many ask at the same time. */
export class Facts {
  readonly #view: HostView;
  #answers = new Map<string, Promise<unknown>>();
  readonly #believed = new Map<string, unknown>();

  constructor(view: HostView) {
    this.#view = view;
  }

  /** The answer, remembered. A question that failed is asked again by the next who wants it. */
  ask<T>(fact: Fact<T>): Promise<T> {
    // The name is a fact's identity, so what lies under it has the fact's type.
    if (this.#believed.has(fact.name)) return Promise.resolve(this.#believed.get(fact.name) as T);
    const known = this.#answers.get(fact.name);
    if (known !== undefined) return known as Promise<T>;
    const answers = this.#answers;
    const answer = fact.read(this.#view);
    answers.set(fact.name, answer);
    answer.catch(() => {
      if (answers.get(fact.name) === answer) answers.delete(fact.name);
    });
    return answer;
  }

  /** Takes an expectation for true until the run ends: what a plan does. */
  believe({ fact, value }: Expectation): void {
    this.#believed.set(fact.name, value);
  }

  /** Forgets what was observed. Beliefs stay: nothing has happened that could contradict them. */
  drop(): void {
    this.#answers = new Map();
  }
}
