import { createHash } from "node:crypto";
import type { Change } from "../engine/change.ts";
import type { StepChanges } from "../engine/run.ts";
import type { HostEnd } from "../engine/run-hosts.ts";
import type { FileState } from "../host/host.ts";
import { reveal } from "../secret.ts";

/**
 * What a plan would do, host by host, as hex SHA-256: the same for the same machines and the same file, whatever keys,
 * certificates, identifiers and moments come out anew with each planning. It holds nothing from which a key could be had.
 */
export function fingerprints(ends: readonly HostEnd[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ends.map((end) => [end.host, hash("result" in end ? end.result.changes.map(stepText).join("\n") : "failed")]),
  );
}

function stepText({ phase, step, outcome, changes }: StepChanges): string {
  if (outcome === "unchanged") return "";
  return [`${phase} ${step} ${outcome}`, ...changes.map(changeText)].join("\n");
}

function changeText(change: Change): string {
  switch (change.kind) {
    case "file":
      return `file ${timeless(change.path)} ${stateText(change.before, true)} ${stateText(change.after, false)}`;
    case "command":
      return `command ${change.command.argv.join("\0")}`;
    case "object":
      return `object ${change.write.verb} ${timeless(JSON.stringify(change.after, withoutBookkeeping) ?? "")}`;
    case "call":
    case "wait":
      return `${change.kind} ${change.title}`;
  }
}

/** Of texts, what does not come out by chance; of a secret that is there, its hash. */
function stateText(state: FileState | null, isThere: boolean): string {
  if (state === null) return "nothing";
  if (state.type === "symlink") return `link ${timeless(state.target)}`;
  if (state.type !== "file") return JSON.stringify(state);
  const isSecret = typeof state.content !== "string";
  const text = reveal(state.content);
  const content = !isSecret ? hash(timeless(text)) : isThere ? hash(text) : "a secret";
  return `file ${state.mode} ${state.owner} ${content}`;
}

/** Chance and time taken out: certificates, identifiers, pins, moments. */
function timeless(text: string): string {
  return text
    .replace(/-----BEGIN ([A-Z ]+)-----[^-]*-----END \1-----/g, "($1)")
    .replace(/\d{4}-\d\d-\d\d[T-]\d\d[:-]\d\d[:-]\d\d(\.\d+)?Z?/g, "(time)")
    .replace(/\b[0-9a-f]{64}\b/g, "(hash)")
    .replace(/\b[0-9a-f]{32}\b/g, "(id)")
    .replace(/[A-Za-z0-9+/]{100,}={0,2}/g, "(data)");
}

const bookkeeping = new Set(["resourceVersion", "managedFields", "generation", "uid", "creationTimestamp", "status"]);

function withoutBookkeeping(key: string, value: unknown): unknown {
  return bookkeeping.has(key) ? undefined : value;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
