import type { HostView } from "../host/host.ts";

/** A question to a machine and how its answer is read. Its name is its identity in a run's memory. */
export interface Fact<T> {
  readonly name: string;
  read(view: HostView): Promise<T>;
}

/** "After this, that fact has this value." A plan believes it; an apply asks again. */
export interface Expectation<T = unknown> {
  readonly fact: Fact<T>;
  readonly value: T;
}

/** The value of a question that cannot be answered before something else has happened. A step that meets it is deferred in a plan and fails in an apply. */
export class NotYetKnown extends Error {
  /** @param after what must happen first, as in "known after …" */
  constructor(readonly after: string) {
    super(`known after ${after}`);
    this.name = "NotYetKnown";
  }
}
