import { constants } from "node:fs";
import { chmod, chown, lstat, mkdir, open } from "node:fs/promises";
import { posix } from "node:path";
import { systemCode } from "./file-error.ts";
import { ids } from "./ids.ts";

/** Makes the directory or sets mode and owner of the one that is there; anything else at the path is an error. */
export async function placeDirectory(path: string, mode: number, owner: string): Promise<void> {
  await ensureDirectory(posix.dirname(path));
  try {
    await mkdir(path, mode & 0o700);
  } catch (error) {
    if (systemCode(error) !== "EEXIST" || !(await lstat(path)).isDirectory()) throw error;
  }
  await chown(path, ...ids(owner));
  await chmod(path, mode);
  await syncDirectory(path);
  await syncDirectory(posix.dirname(path));
}

/** Missing parents are made with mode 0755 whatever the umask says. */
export async function ensureDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, 0o755);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return;
    if (systemCode(error) !== "ENOENT") throw error;
    await ensureDirectory(posix.dirname(path));
    return ensureDirectory(path);
  }
  await chmod(path, 0o755);
  await syncDirectory(posix.dirname(path));
}

/** Returns when the names in the directory can no longer be lost. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
