import { closeSync, constants, lstatSync, openSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { posix } from "node:path";
import type { FileState } from "../host.ts";
import { seenContent } from "../secret-path.ts";
import { fileError, isAbsent } from "./file-error.ts";

/** What is at each path of this machine. The last part of a path is not followed when it is a link. Error HOST_READ_FAILED. */
export function readLocal(node: string, paths: readonly string[]): Promise<ReadonlyMap<string, FileState>> {
  return askEach(node, paths, stateAt);
}

/** The names in each directory. Error HOST_READ_FAILED. */
export function listLocal(
  node: string,
  directories: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  return askEach(node, directories, async (path) => (await readdir(path)).sort());
}

/** When what is at each path was last written. Error HOST_READ_FAILED. */
export function modifiedLocal(node: string, paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
  return askEach(node, paths, async (path) => (await stat(path)).mtimeMs);
}

async function askEach<T>(
  node: string,
  paths: readonly string[],
  ask: (path: string) => Promise<T>,
): Promise<Map<string, T>> {
  const answers = await Promise.all(
    paths.map(async (path): Promise<[string, T] | null> => {
      try {
        return [path, await ask(path)];
      } catch (error) {
        if (isAbsent(error)) return null;
        throw fileError("read", node, path, error);
      }
    }),
  );
  return new Map(answers.filter((answer) => answer !== null));
}

/** For these the kernel goes through its table of all connections, some 5 ms for each. */
const slow = /^\/proc\/net\//;

/** At once and not on the thread pool: a small file takes some 20 µs so, ten times as long there, and longer while keys are made. */
async function stateAt(path: string): Promise<FileState> {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return { type: "symlink", target: readlinkSync(path) };
  if (found.isDirectory()) return { type: "directory", ...access(found) };
  if (!found.isFile()) return { type: "other" };
  const text = slow.test(path) ? await readFile(path, "utf8") : textAt(path);
  return { type: "file", content: seenContent(posix.normalize(path), text), ...access(found) };
}

/** O_NOFOLLOW: the path was no link a moment ago, and must not have become one. O_NONBLOCK: nor a pipe that nobody feeds. */
function textAt(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

function access(found: Stats): { mode: number; owner: string } {
  return { mode: found.mode & 0o7777, owner: `${found.uid}:${found.gid}` };
}
