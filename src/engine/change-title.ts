import type { Change, FileChange } from "./change.ts";
import { refOfWrite, titleOf } from "./object-ref.ts";

/** What is done just now, in a few words: the text of a progress event. */
export function changeTitle(change: Change): string {
  if (change.kind === "file") return filesTitle([change]);
  if (change.kind === "object")
    return `${change.after === null ? "delete" : "write"} ${titleOf(refOfWrite(change.write))}`;
  return change.title;
}

/** The same for several file changes that go together. */
export function filesTitle(changes: readonly FileChange[]): string {
  const removed = changes.filter(({ after }) => after === null);
  const written = changes.filter(({ after }) => after !== null);
  const parts = [filesText("write", written), filesText("remove", removed)];
  return parts.filter((part) => part !== "").join(", ");
}

function filesText(verb: "remove" | "write", changes: readonly FileChange[]): string {
  const [only] = changes;
  if (only === undefined) return "";
  return `${verb} ${changes.length === 1 ? only.path : `${changes.length} files`}`;
}
