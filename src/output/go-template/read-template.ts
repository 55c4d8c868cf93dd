import { invalid, refuseDepth } from "../template-error.ts";
import type { Block, Node } from "./node.ts";
import { PipeReader } from "./read-pipe.ts";
import { split } from "./split.ts";
import { type Token, tokensOf } from "./tokens.ts";

type Branching = "if" | "with" | "range";
type Item = { readonly text: string } | { readonly word: string; readonly rest: readonly Token[] };

const keywords = ["if", "with", "range", "else", "end", "break", "continue", "define", "template", "block"];

/** Reads a Go template. Throws TEMPLATE_INVALID; what is not offered is named. */
export function readTemplate(template: string): Block {
  const items = split(template).map((segment) =>
    segment.kind === "text" ? { text: segment.text } : item(segment.text),
  );
  const reader = new TemplateReader(items);
  const { block, endedBy } = reader.block(new Set([""]), false);
  if (endedBy !== null) throw invalid("go-template", `{{${endedBy.word}}} has nothing that it belongs to`);
  return block;
}

/** An action's keyword, "" where it has none, and the rest. */
function item(action: string): Item {
  const tokens = tokensOf(action);
  const first = tokens.findIndex(({ kind }) => kind !== "space");
  const word = tokens[first];
  const isKeyword = word?.kind === "word" && keywords.includes(word.text);
  return isKeyword ? { word: word.text, rest: tokens.slice(first + 1) } : { word: "", rest: tokens };
}

interface Ending {
  readonly word: string;
  readonly rest: readonly Token[];
}

class TemplateReader {
  #at = 0;
  #depth = 0;

  constructor(readonly items: readonly Item[]) {}

  /** Reads up to the {{end}} or {{else}} that belongs to somebody further out. */
  block(known: Set<string>, isInRange: boolean): { readonly block: Block; readonly endedBy: Ending | null } {
    const block: Node[] = [];
    for (;;) {
      const next = this.items[this.#at];
      this.#at += 1;
      if (next === undefined) return { block, endedBy: null };
      if ("text" in next) block.push({ kind: "text", text: next.text });
      else if (next.word === "end" || next.word === "else") return { block, endedBy: next };
      else block.push(this.#node(next, known, isInRange));
    }
  }

  #node({ word, rest }: Ending, known: Set<string>, isInRange: boolean): Node {
    switch (word) {
      case "":
        return { kind: "print", pipe: new PipeReader(rest, known).whole("an action", 1) };
      case "if":
      case "with":
      case "range":
        return this.#branch(word, rest, known, isInRange);
      case "break":
      case "continue":
        if (!isInRange) throw invalid("go-template", `{{${word}}} stands outside of a {{range}}`);
        return { kind: word };
      default:
        throw invalid("go-template", `{{${word}}} is not offered here`, "Write the template out in one piece.");
    }
  }

  #branch(kind: Branching, rest: readonly Token[], outer: ReadonlySet<string>, isInRange: boolean): Node {
    this.#depth += 1;
    refuseDepth("go-template", this.#depth);
    const known = new Set(outer);
    const pipe = new PipeReader(rest, known).whole(kind, kind === "range" ? 2 : 1);
    const { block, endedBy } = this.block(new Set(known), isInRange || kind === "range");
    if (endedBy === null) throw invalid("go-template", `{{${kind}}} has no {{end}}`);
    const otherwise = this.#otherwise(kind, endedBy, known, isInRange);
    this.#depth -= 1;
    return { kind, pipe, body: block, otherwise };
  }

  #otherwise(kind: Branching, { word, rest }: Ending, known: ReadonlySet<string>, isInRange: boolean): Block {
    const words = rest.filter((token) => token.kind !== "space");
    if (word === "end") {
      if (words.length > 0) throw invalid("go-template", "{{end}} takes nothing");
      return [];
    }
    const [next] = words;
    if (next === undefined) {
      const { block, endedBy } = this.block(new Set(known), isInRange);
      if (endedBy?.word !== "end") throw invalid("go-template", `the {{else}} of {{${kind}}} has no {{end}}`);
      return block;
    }
    if (kind === "range" || next.text !== kind)
      throw invalid("go-template", `{{else ${next.text}}} does not fit {{${kind}}}`);
    return [this.#branch(kind, rest.slice(rest.indexOf(next) + 1), known, isInRange)];
  }
}
