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

/** The value with each Secret in it replaced by its text: for what compares values or sends them, never for what shows them. */
export function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}
