import { PassThrough } from "node:stream";
import type { ExecResult, FileState, HostView } from "../../src/host/host.ts";

/** What a fake machine holds. */
export interface FakeMachine {
  /** Path → text, or "-> target" for a link. */
  readonly files?: Readonly<Record<string, string>>;
  readonly directories?: Readonly<Record<string, readonly string[]>>;
  /** The first words of a command line → its answer; the longest that fits counts. */
  readonly commands?: Readonly<Record<string, string | ExecResult>>;
  readonly sockets?: readonly string[];
  readonly modified?: Readonly<Record<string, number>>;
}

/** A machine that answers from a table; what the table does not name is not there. */
export function fakeView(machine: FakeMachine): HostView & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name: "fake",
    asked,
    read: async (paths) =>
      present(paths, (path) =>
        machine.sockets?.includes(path) ? { type: "other" } : fileState(machine.files?.[path]),
      ),
    list: async (paths) => present(paths, (path) => machine.directories?.[path]),
    modified: async (paths) => present(paths, (path) => machine.modified?.[path]),
    probe: async ({ argv }) => {
      const line = argv.join(" ");
      asked.push(line);
      const names = Object.keys(machine.commands ?? {}).filter((name) => line.startsWith(name) || line.includes(name));
      const best = names.sort((a, b) => b.length - a.length)[0];
      const answer = best === undefined ? undefined : machine.commands?.[best];
      if (answer === undefined) return { code: -1, stdout: "", stderr: "not found" };
      return typeof answer === "string" ? { code: 0, stdout: answer, stderr: "" } : answer;
    },
    dial: async (target) => {
      if ("socket" in target && machine.sockets?.includes(target.socket)) return new PassThrough();
      throw new Error("connect ECONNREFUSED");
    },
  };
}

function fileState(text: string | undefined): FileState | undefined {
  if (text === undefined) return undefined;
  if (text.startsWith("-> ")) return { type: "symlink", target: text.slice(3) };
  return { type: "file", content: text, mode: 0o644, owner: "0:0" };
}

function present<T>(paths: readonly string[], answer: (path: string) => T | undefined): Map<string, T> {
  const found = new Map<string, T>();
  for (const path of paths) {
    const value = answer(path);
    if (value !== undefined) found.set(path, value);
  }
  return found;
}
