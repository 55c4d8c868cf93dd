import { inspect } from "node:util";

/** A text that must not be seen: it prints as `***` wherever a text is printed, in JSON, templates and console.log alike. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Call it only where the text leaves for the file, the socket or the standard input that needs it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [inspect.custom](): string {
    return "***";
  }
}

/** The text of a value that may be secret. */
export function reveal(value: string | Secret): string {
  return typeof value === "string" ? value : value.reveal();
}
