import { exitCodes, KubewrightError } from "../errors.ts";

const places = {
  jsonpath: "The jsonpath of --output",
  "go-template": "The template of --output",
} as const;

export type Language = keyof typeof places;

/** How many ranges, branches or parentheses may stand in each other. */
const deepest = 100;

/** Refuses what is nested deeper than anybody writes: it would be followed to the end of the stack. Throws TEMPLATE_INVALID. */
export function refuseDepth(language: Language, depth: number): void {
  if (depth > deepest) throw invalid(language, `it is nested more than ${deepest} times`);
}

/** TEMPLATE_INVALID: what was typed after -o is not understood, or is not offered here. */
export function invalid(language: Language, why: string, next?: string): KubewrightError {
  return new KubewrightError("TEMPLATE_INVALID", {
    what: `${places[language]} cannot be used: ${why}`,
    next: next ?? "Correct it; quote it for the shell as in -o 'jsonpath={.token}'. -o json shows what there is.",
    exitCode: exitCodes.usage,
  });
}

/** TEMPLATE_FAILED: what was typed after -o does not fit what is to be printed. Nothing of the data is repeated: it may be a token. */
export function unfit(language: Language, why: string): KubewrightError {
  return new KubewrightError("TEMPLATE_FAILED", {
    what: `${places[language]} does not fit what is printed: ${why}`,
    next: "See what there is with -o json, and correct the expression.",
    exitCode: exitCodes.usage,
  });
}
