import { KubewrightError } from "../../errors.ts";
import { fileError } from "../local/file-error.ts";
import type { ScriptEnd, Shell } from "./script-call.ts";
import { type Section, sectionFunction, sections } from "./sections.ts";

/** Milliseconds for a machine to answer one question about its files. */
const lookMs = 60_000;
/** Bytes of one answer. What this program reads are configurations and keys. */
const lookLimit = 64 * 1024 * 1024;
/** Paths in one question: their names must fit into one command of the kernel. */
const mostPaths = 1000;

/** What a script about files answered: its sections, and the complaints of its commands, line by line. */
export interface Look {
  readonly sections: readonly Section[];
  readonly complaints: readonly string[];
}

/** Runs a script that looks at files; it may use `cut NAME`. Errors HOST_READ_FAILED and those of callScript. */
export async function look(shell: Shell, node: string, script: string): Promise<Look> {
  // The last section says that the script came to its end.
  const text = `${sectionFunction}cut marker\nprintf %s "$m"\n${script}\ncut end\n`;
  const question = { kind: "look", script: text, timeoutMs: lookMs, outputLimit: lookLimit } as const;
  const end = await shell.questions.ask(question);
  const [, marker = ""] = /^\n([0-9a-f]{32}) marker\n/.exec(end.stdout.toString("latin1", 0, 64)) ?? [];
  const found = marker === "" ? [] : sections(end.stdout, marker);
  if (end.code !== 0 || found.at(-1)?.name !== "end") throw broken(node, end);
  const complaints = end.stderr.toString("utf8").split("\n");
  return { sections: found.slice(1, -1), complaints: complaints.filter((line) => line !== "") };
}

function broken(node: string, { code, reason, stderr }: ScriptEnd): KubewrightError {
  return new KubewrightError("HOST_READ_FAILED", {
    what: "The machine did not answer a question about its files.",
    why: [reason ?? `the script ended with code ${code}`, stderr.toString("utf8").trim().slice(-1000)]
      .join("\n")
      .trim(),
    next: "See that the machine has a POSIX sh and coreutils (stat, cat, readlink, base64, dd), then run the same command again.",
    node,
  });
}

/** Puts a question about many paths in as few commands as hold them, side by side. */
export async function lookInParts<T>(
  paths: readonly string[],
  ask: (paths: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, T>> {
  const different = [...new Set(paths)];
  const parts: string[][] = [];
  for (let at = 0; at < different.length; at += mostPaths) parts.push(different.slice(at, at + mostPaths));
  const answers = await Promise.all(parts.map(ask));
  return new Map(answers.flatMap((answer) => [...answer]));
}

/** That something is not there is an answer; any other complaint is an error: HOST_READ_FAILED with the path. */
export function refuseComplaints(node: string, complaints: readonly string[], paths: readonly string[]): void {
  const complaint = complaints.find((line) => !isAbsence(line));
  if (complaint === undefined) return;
  const named = paths.filter((path) => complaint.includes(path));
  const path = named.sort((a, b) => b.length - a.length)[0] ?? paths[0] ?? "";
  throw fileError("read", node, path, systemError(complaint));
}

/** A complaint that only says that something is not there. */
export function isAbsence(complaint: string): boolean {
  return /: (No such file or directory|Not a directory)$/.test(complaint);
}

/** A command's complaint as the error that the system gave it. */
export function systemError(complaint: string): Error {
  const code = codes.find(([words]) => complaint.includes(words))?.[1] ?? "";
  return Object.assign(new Error(complaint), { code });
}

const codes: readonly (readonly [string, string])[] = [
  ["Permission denied", "EACCES"],
  ["Operation not permitted", "EPERM"],
  ["No space left on device", "ENOSPC"],
  ["Disk quota exceeded", "EDQUOT"],
  ["Read-only file system", "EROFS"],
];

/** HOST_READ_FAILED for a path that no file system can hold. */
export function refuseNul(node: string, paths: readonly string[]): void {
  const odd = paths.find((path) => path.includes("\0"));
  if (odd !== undefined) throw fileError("read", node, odd, new Error("the path holds a NUL"));
}
