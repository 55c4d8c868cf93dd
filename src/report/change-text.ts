import type { Change, FileChange, ObjectChange } from "../engine/change.ts";
import type { KubeObject, ObjectRef, ObjectWrite } from "../engine/object-store.ts";
import type { FileState } from "../host/host.ts";
import { duration } from "./duration.ts";

/** What a change does to the thing it names. */
export type Mark = "+" | "~" | "-" | ">" | "…";

/** "0600", as the mode is written in the shell. */
export function modeText(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

function fileMark({ before, after }: FileChange): Mark {
  if (after === null) return "-";
  return before === null ? "+" : "~";
}

function stateText(state: FileState): string {
  switch (state.type) {
    case "file":
      return modeText(state.mode);
    case "directory":
      return `${modeText(state.mode)} directory`;
    case "symlink":
      return `→ ${state.target}`;
    case "other":
      return "special file";
  }
}

/** "0600 → 0644" where only that changes; otherwise what will be. */
function fileDetail({ before, after }: FileChange): string {
  if (after === null) return "";
  const now = stateText(after);
  const then = before === null ? now : stateText(before);
  return now === then ? now : `${then} → ${now}`;
}

function refOf(object: KubeObject): ObjectRef {
  const { name, namespace } = object.metadata;
  const place = namespace === undefined ? {} : { namespace };
  return { apiVersion: object.apiVersion, kind: object.kind, name, ...place };
}

/** Which object a write is about. */
export function writeRef(write: ObjectWrite): ObjectRef {
  return "object" in write ? refOf(write.object) : write.ref;
}

/** "ConfigMap kube-system/kubeadm-config" */
function refText({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function objectMark({ write, before }: ObjectChange): Mark {
  if (write.verb === "delete") return "-";
  return write.verb !== "patch" && (before === null || before === "unknown") ? "+" : "~";
}

/** A change in one line: mark, what it is about, detail. */
export function changeLine(change: Change): { readonly mark: Mark; readonly subject: string; readonly detail: string } {
  switch (change.kind) {
    case "file":
      return { mark: fileMark(change), subject: change.path, detail: fileDetail(change) };
    case "command":
      return { mark: ">", subject: change.title, detail: change.command.argv.join(" ") };
    case "object":
      return { mark: objectMark(change), subject: refText(writeRef(change.write)), detail: "" };
    case "call":
      return { mark: ">", subject: change.title, detail: "" };
    case "wait":
      return { mark: "…", subject: change.title, detail: patience(change.timeoutMs) };
  }
}

/** A wait that others end has a day, which says nothing to a reader. */
function patience(timeoutMs: number): string {
  return timeoutMs >= 24 * 3_600_000 ? "" : `up to ${duration(timeoutMs)}`;
}

const nouns = {
  file: ["file", "files"],
  command: ["command", "commands"],
  object: ["object", "objects"],
  call: ["call", "calls"],
} as const;

/** "3 files, 1 command"; waits are not counted, for they change nothing. "" when there is nothing to count. */
export function changeCount(changes: readonly Change[]): string {
  return Object.entries(nouns)
    .map(([kind, [one, many]]) => ({ count: changes.filter((change) => change.kind === kind).length, one, many }))
    .filter(({ count }) => count > 0)
    .map(({ count, one, many }) => `${count} ${count === 1 ? one : many}`)
    .join(", ");
}
