import { invalid, refuseDepth } from "../template-error.ts";
import { functionNames, refusedFunctions } from "./functions.ts";
import type { Command, Operand, Pipe } from "./node.ts";
import type { Token } from "./tokens.ts";

/** Reads the expression of an action: tokens from a place on. `known` holds the variables that are declared so far; what is declared is added. */
export class PipeReader {
  #at = 0;
  #depth = 0;

  constructor(
    readonly tokens: readonly Token[],
    readonly known: Set<string>,
  ) {}

  /** The whole rest as one expression. `most` is how many variables may be declared. */
  whole(what: string, most: number): Pipe {
    const pipe = this.#pipe(what, most);
    if (this.#at < this.tokens.length) throw unexpected(this.tokens[this.#at]);
    return pipe;
  }

  #pipe(what: string, most: number): Pipe {
    const { names, assigns } = this.#declaration(most);
    const commands: Command[] = [];
    do commands.push(this.#command(what));
    while (this.#skip("|"));
    for (const name of names) {
      if (assigns && !this.known.has(name)) throw invalid("go-template", `the variable $${name} is not declared`);
      this.known.add(name);
    }
    return { names, assigns, commands };
  }

  /** "$x :=", "$x =", "$i, $x :=", or nothing. */
  #declaration(most: number): Pick<Pipe, "names" | "assigns"> {
    const written = this.tokens.slice(this.#at).filter(({ kind }) => kind !== "space");
    const end = written.findIndex(({ kind, text }) => kind === "sign" && (text === ":=" || text === "="));
    const list = written.slice(0, Math.max(end, 0));
    const isList = list.every(({ kind, text }, at) => (at % 2 === 0 ? kind === "variable" : text === ","));
    if (end < 1 || !isList) return { names: [], assigns: false };
    const names = list.flatMap(({ kind, text }) => (kind === "variable" ? [text] : []));
    if (names.length > most) throw invalid("go-template", "too many variables are declared at once");
    const sign = written[end];
    if (sign !== undefined) this.#at = this.tokens.indexOf(sign, this.#at) + 1;
    return { names, assigns: sign?.text === "=" };
  }

  #command(what: string): Command {
    const operands: Operand[] = [];
    for (;;) {
      this.#spaces();
      const token = this.tokens[this.#at];
      if (token === undefined || (token.kind === "sign" && token.text !== "(")) break;
      operands.push(this.#operand(token));
      const after = this.tokens[this.#at];
      if (after !== undefined && !["space", "sign"].includes(after.kind)) throw unexpected(after);
      if (after?.text === "(") throw unexpected(after);
    }
    const [first, ...others] = operands;
    if (first === undefined) throw invalid("go-template", `${what} has no value`);
    return [first, ...others];
  }

  #operand(token: Token): Operand {
    this.#at += 1;
    const fields = token.kind === "field" ? [token.text] : [];
    const source = this.#source(token);
    for (let next = this.tokens[this.#at]; next?.kind === "field"; next = this.tokens[this.#at]) {
      fields.push(next.text);
      this.#at += 1;
    }
    const takesNone = source.kind === "constant" || source.kind === "nil" || source.kind === "function";
    if (takesNone && fields.length > 0) throw invalid("go-template", `${token.text} has no field ${fields.join(".")}`);
    return { source, fields };
  }

  #source(token: Token): Operand["source"] {
    switch (token.kind) {
      case "text":
        return { kind: "constant", value: token.text };
      case "number":
        return { kind: "constant", value: Number(token.text) };
      case "variable":
        if (this.known.has(token.text)) return { kind: "variable", name: token.text };
        throw invalid("go-template", `the variable $${token.text} is not declared`);
      case "word":
        return wordSource(token.text);
      case "sign":
        return { kind: "pipe", pipe: this.#inParentheses() };
      default:
        return { kind: "dot" };
    }
  }

  #inParentheses(): Pipe {
    this.#depth += 1;
    refuseDepth("go-template", this.#depth);
    const pipe = this.#pipe("a parenthesis", 0);
    this.#depth -= 1;
    if (!this.#skip(")")) throw invalid("go-template", "a parenthesis is not closed");
    return pipe;
  }

  #spaces(): void {
    while (this.tokens[this.#at]?.kind === "space") this.#at += 1;
  }

  #skip(sign: string): boolean {
    this.#spaces();
    const token = this.tokens[this.#at];
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }
}

function wordSource(word: string): Operand["source"] {
  if (word === "true" || word === "false") return { kind: "constant", value: word === "true" };
  if (word === "nil") return { kind: "nil" };
  if (functionNames.includes(word)) return { kind: "function", name: word };
  const offered = `Offered are ${functionNames.join(", ")}. -o json leads to a program of your own.`;
  const why = refusedFunctions.includes(word) ? "is not offered here" : "is not known";
  throw invalid("go-template", `the function ${word} ${why}`, offered);
}

function unexpected(token: Token | undefined): Error {
  return invalid("go-template", `"${token?.text ?? ""}" is not expected where it stands`);
}
