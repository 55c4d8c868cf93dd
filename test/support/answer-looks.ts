import type { FileState, Host } from "../../src/host/host.ts";
import { reveal } from "../../src/secret.ts";
import { simpleCommands } from "./shell-words.ts";

/** How a part of an answer is headed. */
export type Section = (name: string) => string;

/** What look-back.ts asks for behind a write. */
export async function looksIn(host: Host, script: string, section: Section): Promise<readonly Buffer[]> {
  const sets = simpleCommands(script).filter(([first, , third]) => first === "set" && third !== "$@");
  const files = script.includes('cut before;look "$@"') ? (sets.shift() ?? []).slice(2) : null;
  const directories = script.includes("cut $i") ? (sets.shift() ?? []).slice(2) : null;
  const timed = script.includes("cut times") ? (sets.shift() ?? []).slice(2) : null;
  return [
    ...(files === null ? [] : [await together(host, files, section)]),
    ...(directories === null ? [] : [await names(host, directories, section)]),
    ...(timed === null ? [] : [await times(host, timed, section)]),
    Buffer.from(section("end")),
  ];
}

/** The times of what is at the paths, as modified-times.ts reads them. */
export async function times(host: Host, paths: readonly string[], section: Section): Promise<Buffer> {
  const found = await host.modified(paths);
  const lines = [...found].map(([path, time]) => `${(time / 1000).toFixed(9)} ${path}\0`);
  return Buffer.from(`${section("times")}${lines.join("")}`);
}

/** What is in directories, as list-directories.ts reads it. */
export async function names(host: Host, paths: readonly string[], section: Section): Promise<Buffer> {
  const found = await host.list(paths);
  const parts = paths.map((path, at) => {
    const listed = found.get(path);
    return listed === undefined ? "" : `${section(`${at}`)}${listed.map((name) => `${name}\0`).join("")}`;
  });
  return Buffer.from(parts.join(""));
}

function bytesOf(state: FileState): Buffer {
  return Buffer.from(state.type === "file" ? reveal(state.content) : "");
}

const kinds = { file: 0x8000, directory: 0x4000, symlink: 0xa000, other: 0x1000 } as const;

function statLine(path: string, state: FileState): string {
  const mode = kinds[state.type] | ("mode" in state ? state.mode : 0o777);
  return `${mode.toString(16)} ${"owner" in state ? state.owner : "0:0"} ${bytesOf(state).length} 1:1 1 1 ${path}\0`;
}

/** All contents in one row, as read-files.ts reads them. */
export async function together(host: Host, paths: readonly string[], section: Section): Promise<Buffer> {
  const found = await host.read(paths);
  const stats = [...found].map(([path, state]) => statLine(path, state)).join("");
  const links = [...found.values()].map((state) => (state.type === "symlink" ? `${state.target}\0` : "")).join("");
  return Buffer.concat([
    Buffer.from(`${section("before")}${stats}${section("links")}${links}${section("files")}`),
    ...[...found.values()].map(bytesOf),
    Buffer.from(`${section("after")}${stats}`),
  ]);
}

/** Contents one by one, as read-files.ts reads them. */
export async function apart(host: Host, paths: readonly string[], section: Section): Promise<Buffer> {
  const found = await host.read(paths);
  const parts = [...found].map(([path, state]) => {
    const head = `${section("before")}${statLine(path, state)}`;
    if (state.type === "symlink") return Buffer.from(`${head}${section("links")}${state.target}\0`);
    if (state.type !== "file") return Buffer.from(head);
    return Buffer.concat([Buffer.from(`${head}${section("files")}`), bytesOf(state), Buffer.from(section("whole"))]);
  });
  return Buffer.concat(parts);
}
