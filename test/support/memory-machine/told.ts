import type { Ran } from "./run-kubewright.ts";

/** A line of `-o json`. */
export type Line = Readonly<Record<string, unknown>>;

/** The lines of a run with `-o json`. */
export function linesOf({ out }: Pick<Ran, "out">): readonly Line[] {
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

/** What each step changed or would change, by subject, in an order that does not depend on who was quicker. */
export function subjectsOf(ran: Pick<Ran, "out">): readonly string[] {
  const steps = linesOf(ran).filter((line) => line["type"] === "step-ended");
  return steps
    .flatMap(({ phase, step, changes }) =>
      (changes as readonly Line[]).map((change) => `${phase}/${step}: ${subject(change)}`),
    )
    .sort();
}

function subject(change: Line): string {
  const { kind, action, path, mode, owner, verb, object, title, argv } = change;
  const text = JSON.stringify({ kind, action, path, mode, owner, verb, object, title, argv });
  return text.replace(/bootstrap-token-[a-z0-9]{6}/g, "bootstrap-token-(id)").replace(/\d{4}(-\d\d){5}/g, "(time)");
}
