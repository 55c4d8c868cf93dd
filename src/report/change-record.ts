import type { Change } from "../engine/change.ts";
import { changeDiff } from "./change-diff.ts";
import { changeLine, modeText, writeRef } from "./change-text.ts";

const actions = { "+": "create", "~": "change", "-": "remove", ">": "run", "…": "wait" } as const;

/** A change as JSON: what it is about, never a secret. `diff` is there when asked for. Standard input of commands is left out. */
export function changeRecord(change: Change, withDiff: boolean): Readonly<Record<string, unknown>> {
  const { mark } = changeLine(change);
  const diff = withDiff ? { diff: changeDiff(change) } : {};
  const base = { kind: change.kind, action: actions[mark] };
  switch (change.kind) {
    case "file": {
      const { after } = change;
      const mode =
        after !== null && "mode" in after ? { type: after.type, mode: modeText(after.mode), owner: after.owner } : {};
      const link = after?.type === "symlink" ? { type: after.type, target: after.target } : {};
      return { ...base, path: change.path, ...mode, ...link, ...diff };
    }
    case "object":
      return { ...base, verb: change.write.verb, object: writeRef(change.write), ...diff };
    case "command":
      return { ...base, title: change.title, argv: change.command.argv };
    case "call":
      return { ...base, title: change.title };
    case "wait":
      return { ...base, title: change.title, timeoutMs: change.timeoutMs };
  }
}
