import { printable } from "./printable.ts";
import { wrap } from "./wrap.ts";

/** A question as it stands on a terminal: nothing in it moves the cursor, no word is torn at the edge, and there is a space before the answer where the question has one. */
export function questionText(question: string, columns: number): string {
  const [, said = "", gap = ""] = /^([\s\S]*?)( *)$/.exec(printable(question)) ?? [];
  return wrap(said, columns - Math.max(1, gap.length)).join("\n") + gap;
}
