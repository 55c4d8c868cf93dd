import { isDeepStrictEqual } from "node:util";
import type { FileState } from "../host/host.ts";
import { commandLine } from "../host/shell.ts";
import { reveal, Secret } from "../secret.ts";
import type { Change, CommandChange, FileChange, ObjectChange } from "./change.ts";
import { refOf, refText } from "./change-title.ts";

/** A change as a person reads it. `+` made, `~` changed, `-` taken away, `>` done, `?` waited for. */
export interface ShownChange {
  readonly sign: "+" | "~" | "-" | ">" | "?";
  readonly subject: string;
  /** Lines of a unified diff, or words about what is done; never a secret. */
  readonly details: readonly string[];
}

/** Lines of context around each difference. */
const contextLines = 3;

/** A change to look at: secrets as `***`, files and objects as differences. */
export async function showChange(change: Change): Promise<ShownChange> {
  switch (change.kind) {
    case "file":
      return {
        sign: signOf(change.before, change.after),
        subject: fileSubject(change),
        details: await fileDetails(change),
      };
    case "object":
      return objectShown(change);
    case "command":
      return { sign: ">", subject: change.title, details: [commandText(change)] };
    case "call":
      return { sign: ">", subject: change.title, details: [] };
    case "wait":
      return { sign: "?", subject: change.title, details: [`at most ${Math.round(change.timeoutMs / 1000)} s`] };
  }
}

/** The same as lines: the sign and subject, details indented by four. */
export async function changeLines(change: Change): Promise<readonly string[]> {
  const { sign, subject, details } = await showChange(change);
  return [`${sign} ${subject}`, ...details.map((line) => `    ${line}`)];
}

function signOf(before: unknown, after: unknown): "+" | "~" | "-" {
  if (after === null) return "-";
  return before === null || before === "unknown" ? "+" : "~";
}

function fileSubject({ path, after }: FileChange): string {
  return after === null || !("mode" in after) ? path : `${path}  ${octal(after.mode)}`;
}

async function fileDetails({ path, before, after }: FileChange): Promise<string[]> {
  const lines: string[] = [];
  if (before !== null && after !== null) lines.push(...accessDetails(before, after));
  if (after?.type === "symlink") lines.push(`-> ${after.target}`);
  if (before?.type !== "file" && after?.type !== "file") return lines;
  const old = textOf(before);
  const text = textOf(after);
  if (old instanceof Secret || text instanceof Secret) return [...lines, ...secretDetails(old, text)];
  // What goes away whole needs no text: the path says it.
  return after === null ? lines : [...lines, ...(await difference(path, old ?? "", text ?? ""))];
}

function accessDetails(before: FileState, after: FileState): string[] {
  if (before.type !== after.type) return [`a ${before.type} becomes a ${after.type}`];
  if (!("mode" in before) || !("mode" in after)) return [];
  return [
    ...(before.mode === after.mode ? [] : [`mode ${octal(before.mode)} becomes ${octal(after.mode)}`]),
    ...(before.owner === after.owner ? [] : [`owner ${before.owner} becomes ${after.owner}`]),
  ];
}

function textOf(state: FileState | null): string | Secret | null {
  return state?.type === "file" ? state.content : null;
}

function secretDetails(old: string | Secret | null, text: string | Secret | null): string[] {
  if (old !== null && text !== null && reveal(old) === reveal(text)) return [];
  return [...(old === null ? [] : ["- ***"]), ...(text === null ? [] : ["+ ***"])];
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

function commandText({ command }: CommandChange): string {
  return command.stdin === undefined ? commandLine(command.argv) : `${commandLine(command.argv)} < ***`;
}

async function objectShown({ write, before, after }: ObjectChange): Promise<ShownChange> {
  const isSecret = refOf(write).kind === "Secret";
  const old = before === null || before === "unknown" ? "" : objectText(before, isSecret);
  const text = after === null ? "" : objectText(after, isSecret);
  const details = after === null ? [] : await difference("", old, text);
  if (
    before !== null &&
    before !== "unknown" &&
    after !== null &&
    details.length === 0 &&
    !isDeepStrictEqual(before, after)
  )
    details.push("~ ***");
  const unknown = before === "unknown" ? ["what is there now is known after the API server answers"] : [];
  return { sign: signOf(before, after), subject: refText(refOf(write)), details: [...unknown, ...details] };
}

/** JSON with sorted keys, without what the server keeps for itself; a Secret's values as `***`. */
function objectText(object: object, isSecret: boolean): string {
  const serverOwned = new Set(["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp"]);
  const clean = (value: unknown, path: string): unknown => {
    if (isSecret && /^\.(data|stringData)\.[^.]+$/.test(path)) return "***";
    if (Array.isArray(value)) return value.map((item) => clean(item, path));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([name]) => path !== ".metadata" || !serverOwned.has(name));
    return Object.fromEntries(
      entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, clean(item, `${path}.${name}`)]),
    );
  };
  return `${JSON.stringify(clean(object, ""), null, 2)}\n`;
}

/** The differing lines with their context, without file headers; empty when the texts are the same. */
async function difference(name: string, old: string, text: string): Promise<string[]> {
  if (old === text) return [];
  const { structuredPatch } = await import("diff");
  const patch = structuredPatch(name, name, old, text, undefined, undefined, { context: contextLines, timeout: 2000 });
  if (patch === undefined) return ["~ too different to compare line by line"];
  return patch.hunks.flatMap((hunk, index) => [...(index === 0 ? [] : ["…"]), ...hunk.lines]);
}
