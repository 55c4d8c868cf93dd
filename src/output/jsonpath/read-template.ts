import { invalid, refuseDepth } from "../template-error.ts";
import { Cursor } from "./cursor.ts";
import type { Piece } from "./node.ts";
import { readPath } from "./read-path.ts";

interface Open {
  readonly path: string;
  readonly body: Piece[];
}

/** Reads a jsonpath template as kubectl and kubeadm do: text, and expressions between braces. Throws TEMPLATE_INVALID. */
export function readJsonpath(template: string): readonly Piece[] {
  const cursor = new Cursor(template);
  const whole: Open = { path: "", body: [] };
  const open: Open[] = [whole];
  while (!cursor.isAtEnd) {
    const inner = open.at(-1) ?? whole;
    const text = cursor.take(/[^{]+/y);
    if (text !== null) inner.body.push({ kind: "print", path: [{ kind: "text", text }] });
    else if (cursor.skip("{")) readAction(cursor.upTo("}", "an expression"), open);
  }
  if (open.length > 1) throw invalid("jsonpath", "a range has no end", "Close it with {end}.");
  return whole.body;
}

function readAction(inside: string, open: Open[]): void {
  const [, word, rest = ""] = /^ *(range|end)(?![\p{L}\p{N}_])(.*)$/su.exec(inside) ?? [];
  if (word === "range") {
    refuseDepth("jsonpath", open.length);
    open.push({ path: rest, body: [] });
    return;
  }
  if (word === "end") {
    const ended = open.pop();
    const outer = open.at(-1);
    if (ended === undefined || outer === undefined) throw invalid("jsonpath", "there is an {end} without a {range}");
    outer.body.push({ kind: "range", path: readPath(ended.path), body: ended.body });
    return;
  }
  open.at(-1)?.body.push({ kind: "print", path: readPath(inside) });
}
