import { freshMs } from "./gathering.ts";
import type { Command, ExecResult } from "./host.ts";

/** Answers to commands that are asked for before they are needed; each is given once. */
export class Anticipated {
  readonly #question: (command: Command) => Promise<ExecResult>;
  #begun = new Map<string, { readonly at: number; readonly answer: Promise<ExecResult> }>();

  constructor(question: (command: Command) => Promise<ExecResult>) {
    this.#question = question;
  }

  forget(): void {
    this.#begun = new Map();
  }

  begin(command: Command): void {
    const answer = this.#question(command);
    answer.catch(() => undefined);
    this.#begun.set(wordsOf(command), { at: performance.now(), answer });
  }

  ask(command: Command): Promise<ExecResult> {
    const words = wordsOf(command);
    const begun = this.#begun.get(words);
    this.#begun.delete(words);
    const isFresh = begun !== undefined && performance.now() - begun.at < freshMs && command.stdin === undefined;
    return isFresh ? begun.answer : this.#question(command);
  }
}

function wordsOf({ argv }: Command): string {
  return argv.join("\0");
}
