import type { Change, FileChange, ObjectChange } from "../engine/change.ts";
import type { FileState } from "../host/host.ts";
import { Secret } from "../secret.ts";
import { printYaml } from "../yaml.ts";
import { diffLines } from "./diff-lines.ts";
import { maskedContent, maskedObject, maskedPatch } from "./mask.ts";
import { printable } from "./printable.ts";

/** PEM and other base64 is shown by its frame: nobody reads it. */
function withoutBase64(text: string): string {
  const short = text.replace(
    /^(\s*certificate-authority-data: )([A-Za-z0-9+/=]{80,})$/gm,
    (_, key: string, value: string) => `${key}(${value.length} characters of base64)`,
  );
  return short.replace(
    /(-----BEGIN [^-]+-----)\n([\s\S]*?)\n(-----END [^-]+-----)/g,
    (_, begin: string, body: string, end: string) => {
      const lines = body.split("\n").length;
      return `${begin}\n(${lines} ${lines === 1 ? "line" : "lines"} of base64)\n${end}`;
    },
  );
}

function contentOf(state: FileState | null): string | Secret {
  return state?.type === "file" ? state.content : "";
}

function fileDiff({ before, after }: FileChange): readonly string[] {
  const [old, next] = [contentOf(before), contentOf(after)];
  if (after === null) return [];
  if (old instanceof Secret || next instanceof Secret) return sameSecret(old, next) ? [] : ["  ***"];
  if (old.includes("\0") || next.includes("\0")) return [`  (${Buffer.byteLength(next)} bytes, not text)`];
  return diffLines(withoutBase64(maskedContent(old)), withoutBase64(maskedContent(next)));
}

function sameSecret(old: string | Secret, next: string | Secret): boolean {
  return old instanceof Secret && next instanceof Secret && old.reveal() === next.reveal();
}

function objectDiff({ write, before, after }: ObjectChange): readonly string[] {
  if (write.verb === "delete") return [];
  const text = (object: object) => withoutBase64(printYaml(object));
  const old = before === null || before === "unknown" ? "" : text(maskedObject(before));
  if (after !== null) return diffLines(old, text(maskedObject(after)));
  if (write.verb === "patch") return diffLines("", printYaml(maskedPatch(write.ref.kind, write.patch)));
  return diffLines(old, text(maskedObject(write.object)));
}

/** A change in full: the difference it makes, with secrets as `***`. Empty for what has none (commands, waits). */
export function changeDiff(change: Change): readonly string[] {
  if (change.kind === "file") return fileDiff(change).map(printable);
  return change.kind === "object" ? objectDiff(change).map(printable) : [];
}
