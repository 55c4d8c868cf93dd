import { closeSync, constants, fchmodSync, fchownSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { lchown, rename, rm, symlink } from "node:fs/promises";
import { posix } from "node:path";
import { KubewrightError } from "../../errors.ts";
import { reveal } from "../../secret.ts";
import type { FileState, FileWrite } from "../host.ts";
import { temporaryName } from "../temporary-name.ts";
import { refuseOddPaths } from "../write-path.ts";
import { ensureDirectory, placeDirectory, syncDirectory } from "./directory.ts";
import { fileError, isAbsent } from "./file-error.ts";
import { ids } from "./ids.ts";
import { sync } from "./sync.ts";

/**
 * Makes the writes in order, each whole or not at all, and returns when a power cut can no longer take them back.
 * Contents are written and synced side by side under temporary names; then the names change in the given order,
 * with one sync of each directory. Errors HOST_PATH_INVALID, HOST_WRITE_FAILED.
 */
export async function writeLocal(node: string, writes: readonly FileWrite[]): Promise<void> {
  refuseOddPaths(writes);
  for (const run of runsOfOneKind(writes)) {
    if (run.every(isFile)) await placeFiles(node, run.filter(isFile));
    else for (const write of run) await attempt(node, write.path, () => placeOther(write));
  }
}

interface FilePlacement extends FileWrite {
  readonly state: FileState & { readonly type: "file" };
}

function isFile(write: FileWrite): write is FilePlacement {
  return write.state?.type === "file";
}

/** Neighbours that are files go together; a removal, a directory or a link waits for what stands before it. */
function runsOfOneKind(writes: readonly FileWrite[]): FileWrite[][] {
  const runs: FileWrite[][] = [];
  for (const write of writes) {
    const last = runs.at(-1);
    const again = last?.some((earlier) => earlier.path === write.path) ?? false;
    if (last !== undefined && !again && isFile(write) && last.every(isFile)) last.push(write);
    else runs.push([write]);
  }
  return runs;
}

/** Side by side, at most this many: enough for one journal commit to carry them all, few enough for any limit of open files. */
const atOnce = 32;

async function placeFiles(node: string, files: readonly FilePlacement[]): Promise<void> {
  const directories = new Set(files.map(({ path }) => posix.dirname(path)));
  for (const directory of directories) await attempt(node, directory, () => ensureDirectory(directory));
  for (let start = 0; start < files.length; start += atOnce) {
    const group = files.slice(start, start + atOnce);
    const written = await Promise.allSettled(group.map((file) => attempt(node, file.path, () => writeTemporary(file))));
    const failed = written.find((result) => result.status === "rejected");
    if (failed !== undefined) {
      await Promise.all(group.map(({ path }) => rm(temporaryName(path), { force: true }).catch(() => {})));
      throw failed.reason;
    }
    await renameInOrder(node, group);
  }
}

/** Each directory is synced once, when all names are in place, and in the order of the names: what stands earlier is never lost alone. */
async function renameInOrder(node: string, group: readonly FilePlacement[]): Promise<void> {
  for (const { path } of group) await attempt(node, path, async () => renameSync(temporaryName(path), path));
  const directories = new Set(group.map(({ path }) => posix.dirname(path)));
  for (const directory of directories) await attempt(node, directory, () => syncDirectory(directory));
}

/** Only the sync leaves this thread: all else is done in the page cache, in less time than another thread needs to begin. */
async function writeTemporary({ path, state }: FilePlacement): Promise<void> {
  const temporary = temporaryName(path);
  rmSync(temporary, { force: true });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = openSync(temporary, flags, state.mode & 0o700);
  try {
    fchownSync(file, ...ids(state.owner));
    fchmodSync(file, state.mode);
    writeFileSync(file, reveal(state.content), "utf8");
    await sync(file);
  } finally {
    closeSync(file);
  }
}

async function placeOther({ path, state }: FileWrite): Promise<void> {
  if (state === null) await remove(path);
  else if (state.type === "directory") await placeDirectory(path, state.mode, state.owner);
  else if (state.type === "symlink") await placeLink(path, state.target);
  else throw new Error(`a ${state.type} cannot be written`);
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await syncDirectory(posix.dirname(path)).catch((error: unknown) => {
    if (!isAbsent(error)) throw error;
  });
}

async function placeLink(path: string, target: string): Promise<void> {
  const temporary = temporaryName(path);
  await ensureDirectory(posix.dirname(path));
  await rm(temporary, { force: true });
  await symlink(target, temporary);
  await lchown(temporary, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  await rename(temporary, path);
  await syncDirectory(posix.dirname(path));
}

async function attempt(node: string, path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw error instanceof KubewrightError ? error : fileError("write", node, path, error);
  }
}
