import { invalid } from "../template-error.ts";

/** A template in its order: text, and what stands between {{ and }}. Comments are left out, and white space beside "{{- " and " -}}" too. */
export type Segment = { readonly kind: "text" | "action"; readonly text: string };

const quoted = /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'/y;

/** Throws TEMPLATE_INVALID for what is not closed. */
export function split(template: string): readonly Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  let trimsNext = false;
  while (at < template.length) {
    const begin = template.indexOf("{{", at);
    const raw = template.slice(at, begin < 0 ? undefined : begin);
    const trimsBefore = begin >= 0 && /^-\s/.test(template.slice(begin + 2, begin + 4));
    const left = trimsNext ? raw.trimStart() : raw;
    const text = trimsBefore ? left.trimEnd() : left;
    if (text !== "") segments.push({ kind: "text", text });
    if (begin < 0) break;
    const action = readAction(template, begin + (trimsBefore ? 3 : 2));
    if (action.text !== null) segments.push({ kind: "action", text: action.text });
    at = action.end;
    trimsNext = action.trims;
  }
  return segments;
}

interface Action {
  /** null for a comment. */
  readonly text: string | null;
  readonly end: number;
  readonly trims: boolean;
}

function readAction(template: string, start: number): Action {
  const comment = /\s*\/\*[\s\S]*?\*\//y;
  comment.lastIndex = start;
  if (/^\s*\/\*/.test(template.slice(start))) return readComment(template, comment);
  let at = start;
  while (at < template.length) {
    if (template.startsWith("}}", at)) {
      const inside = template.slice(start, at);
      const trims = /\s-$/.test(inside);
      return { text: trims ? inside.slice(0, -1) : inside, end: at + 2, trims };
    }
    if (/["'`]/.test(template.charAt(at))) {
      quoted.lastIndex = at;
      if (!quoted.test(template)) throw invalid("go-template", "a quoted text is not closed");
      at = quoted.lastIndex;
    } else at += 1;
  }
  throw invalid("go-template", "an action is not closed: }} is missing");
}

function readComment(template: string, comment: RegExp): Action {
  if (!comment.test(template)) throw invalid("go-template", "a comment is not closed: */ is missing");
  const [, dash] = /^(\s+-)?\}\}/.exec(template.slice(comment.lastIndex)) ?? [null];
  if (dash === null) throw invalid("go-template", "a comment stands alone between {{ and }}");
  return { text: null, end: comment.lastIndex + (dash?.length ?? 0) + 2, trims: dash !== undefined };
}
