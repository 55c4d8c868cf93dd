import type { FileWrite } from "../../src/host/host.ts";
import { simpleCommands } from "./shell-words.ts";

interface Temporary {
  readonly content: string;
  readonly mode: number;
  readonly owner: string;
}

/** The writes that a script of write-script.ts makes. */
export function writesIn(script: string, input: Buffer): readonly FileWrite[] {
  const writes: FileWrite[] = [];
  const temporary = new Map<string, Temporary>();
  let at = 0;
  let path = "";
  let directory: { mode: number; owner: string } | null = null;
  let target = "";
  const change = (names: readonly string[], to: Partial<Temporary>): void => {
    for (const name of names) {
      const file = temporary.get(name);
      if (file !== undefined) temporary.set(name, { ...file, ...to });
    }
  };
  for (const words of simpleCommands(script.slice(script.indexOf("\nfolder()")))) {
    const [first = "", second = "", third = "", ...rest] = words;
    if (first.startsWith("n=")) path = first.slice(2);
    else if (first === "take" && third === ">") {
      const size = Number(second);
      temporary.set(rest[0] ?? "", { content: input.toString("utf8", at, at + size), mode: 0o600, owner: "0:0" });
      at += size;
    } else if (first === "chown" && rest[0] === "$n") directory = { mode: 0, owner: third };
    else if (first === "chown") change(rest, { owner: third });
    else if (first === "chmod" && rest[0] === "$n") {
      const state = { type: "directory", mode: Number.parseInt(third, 8), owner: directory?.owner ?? "0:0" } as const;
      writes.push({ path, state });
    } else if (first === "chmod") change(rest, { mode: Number.parseInt(third, 8) });
    else if (first === "ln") target = rest[0] ?? "";
    else if (first === "mv") {
      const file = temporary.get(rest[0] ?? "");
      writes.push({ path, state: file === undefined ? { type: "symlink", target } : { type: "file", ...file } });
      temporary.delete(rest[0] ?? "");
    } else if (first === "rm" && second === "-rf") writes.push({ path, state: null });
  }
  return writes;
}
