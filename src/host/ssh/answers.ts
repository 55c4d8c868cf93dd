import { readFile } from "node:fs/promises";
import { Secret } from "../../secret.ts";
import { hostError, wordsOf } from "./host-error.ts";

/** A question for the person at the terminal. */
export interface SshQuestion {
  readonly kind: "passphrase" | "password" | "sudo-password" | "prompt";
  /** What to print, without a colon at the end. */
  readonly text: string;
  /** False only where the machine itself says that the answer may be seen. */
  readonly isHidden: boolean;
}

/** Puts a question; null where nobody can be asked. */
export type Ask = (question: SshQuestion) => Promise<Secret | null>;

/** The answers of one run: each question is put once, one at a time, whoever needs it. */
export class Answers {
  readonly #ask: Ask | undefined;
  readonly #sudoPasswordFile: string | undefined;
  readonly #given = new Map<string, Promise<Secret | null>>();
  #last: Promise<unknown> = Promise.resolve();
  #asking = 0;

  constructor(ask: Ask | undefined, sudoPasswordFile: string | undefined) {
    this.#ask = ask;
    this.#sudoPasswordFile = sudoPasswordFile;
  }

  /** True when there is somebody to ask. */
  get canAsk(): boolean {
    return this.#ask !== undefined;
  }

  /** True while a person is thinking: no clock should run then. */
  get isAsking(): boolean {
    return this.#asking > 0;
  }

  /** The answer to the first question of its kind about that subject, the same for all who ask later. */
  once(subject: string, question: SshQuestion): Promise<Secret | null> {
    const key = `${question.kind}\n${subject}`;
    const given = this.#given.get(key) ?? this.anew(question);
    this.#given.set(key, given);
    return given;
  }

  /** A question that is put each time: a code that changes. */
  anew(question: SshQuestion): Promise<Secret | null> {
    const ask = this.#ask;
    if (ask === undefined) return Promise.resolve(null);
    this.#asking += 1;
    const asked = this.#last
      .then(() => ask(question))
      .finally(() => {
        this.#asking -= 1;
      });
    this.#last = asked.catch(() => null);
    return asked;
  }

  /** The password with which a user logs in: asked for once, also when many machines want it. */
  password(user: string, place: string): Promise<Secret | null> {
    const text = `SSH password of ${user} on ${place}, the same for all hosts`;
    return this.once(user, { kind: "password", text, isHidden: true });
  }

  /** The password for sudo: from its file when there is one. Error HOST_SUDO_PASSWORD_NEEDED when the file cannot be read. */
  async sudoPassword(user: string, place: string): Promise<Secret | null> {
    const file = this.#sudoPasswordFile;
    if (file === undefined) {
      const text = `Password of ${user} for sudo on ${place}, the same for all hosts`;
      return this.once(user, { kind: "sudo-password", text, isHidden: true });
    }
    const key = `file\n${file}`;
    const given = this.#given.get(key) ?? firstLine(file);
    this.#given.set(key, given);
    return given;
  }
}

async function firstLine(file: string): Promise<Secret> {
  try {
    const [line = ""] = (await readFile(file, "utf8")).split(/\r?\n/);
    return new Secret(line);
  } catch (error) {
    throw hostError("HOST_SUDO_PASSWORD_NEEDED", {
      what: "The file with the password for sudo could not be read.",
      why: wordsOf(error),
      next: "Name a file whose first line is the password, and that you may read.",
      cause: error,
    });
  }
}
