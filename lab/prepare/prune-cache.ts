import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../paths.ts";
import { removeTree } from "../remove-tree.ts";
import type { Log } from "./artifact.ts";

/** Nobody used it for so long, it is from a version that nobody works on: 14 days. */
const UNUSED_MS = 14 * 24 * 3600 * 1000;

/** Removes artifacts that no run used for 14 days and that no running host stands on. */
export async function pruneCache(log: Log): Promise<void> {
  const cache = cacheDirectory();
  const mounts = await readFile("/proc/self/mountinfo", "utf8");
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    if (!/-[0-9a-f]{16}$/.test(name) || mounts.includes(path)) continue;
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs < UNUSED_MS) continue;
    log(`removing ${name}: unused for 14 days`);
    await removeTree(path);
    await rm(`${path}.lock`, { force: true });
  }
}
