import { invalid } from "../template-error.ts";

/** A place in the text of a template. */
export class Cursor {
  at = 0;

  constructor(readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  startsWith(word: string): boolean {
    return this.text.startsWith(word, this.at);
  }

  /** Steps over `word` when it is next, and says whether it was. */
  skip(word: string): boolean {
    if (!this.startsWith(word)) return false;
    this.at += word.length;
    return true;
  }

  /** Takes what the pattern, which must be sticky, matches here; null when it does not. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return null;
    this.at += found.length;
    return found;
  }

  /** A quoted text, its quotes included. Throws when it does not end in its line. */
  quoted(): string {
    const text = this.take(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/y);
    if (text === null) throw invalid("jsonpath", "a quoted text is not closed");
    return text;
  }

  /** All up to `end`, which is stepped over; quotes hide it. Throws, naming `what`, when it does not come. */
  upTo(end: string, what: string): string {
    const start = this.at;
    while (!this.isAtEnd) {
      if (this.startsWith(end)) {
        const inside = this.text.slice(start, this.at);
        this.at += end.length;
        return inside;
      }
      if (this.startsWith('"') || this.startsWith("'")) this.quoted();
      else this.at += 1;
    }
    throw invalid("jsonpath", `${what} is not closed: ${end} is missing`);
  }
}
