import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, utimes } from "node:fs/promises";
import { join, relative } from "node:path";
import { withLock } from "../lock.ts";
import { cacheDirectory, labSource } from "../paths.ts";
import { removeTree } from "../remove-tree.ts";
import { must } from "../run.ts";

/** Something built once and kept: a directory in the cache, never changed after it is there. */
export interface Artifact {
  /** What it is, a file name. */
  readonly name: string;
  /** Everything its content depends on; the key is their hash. */
  readonly inputs: readonly string[];
  /** Fills the empty `directory`. May fail or be killed: the cache sees only finished ones. */
  readonly build: (directory: string) => Promise<void>;
}

/** The source of the code that builds something: a part of its key, so that no change of the recipe is forgotten. */
export async function recipeOf(...files: readonly string[]): Promise<string> {
  return (await Promise.all(files.map((file) => readFile(labSource("prepare", file), "utf8")))).join("\0");
}

export type Log = (line: string) => void;

/** The path an artifact has in the cache, whether it is there or not. */
export function artifactPath(artifact: Pick<Artifact, "name" | "inputs">): string {
  const key = createHash("sha256").update(JSON.stringify(artifact.inputs)).digest("hex").slice(0, 16);
  return join(cacheDirectory(), `${artifact.name}-${key}`);
}

/** Builds the artifact unless it is in the cache; returns its path. Two builders of one artifact wait for each other. */
export async function ensureArtifact(artifact: Artifact, log: Log): Promise<string> {
  const path = artifactPath(artifact);
  if (!existsSync(path)) {
    await mkdir(cacheDirectory(), { recursive: true });
    const waiting = () => log(`waiting: another run is building ${artifact.name}`);
    await withLock(`${path}.lock`, () => buildOnce(artifact, path, log), waiting);
  }
  const now = Date.now() / 1000;
  await utimes(path, now, now); // when it was last used, for pruning
  return path;
}

async function buildOnce(artifact: Artifact, path: string, log: Log): Promise<void> {
  if (existsSync(path)) return;
  const started = performance.now();
  const unfinished = `${path}.building`;
  await removeTree(unfinished);
  await mkdir(unfinished);
  log(`building ${artifact.name}`);
  await artifact.build(unfinished);
  await must(["sync", "--file-system", unfinished]); // whole on disk before it counts, and no writing left for later
  await rename(unfinished, path);
  log(`built ${artifact.name} in ${Math.round((performance.now() - started) / 1000)} s`);
}

/** One string that changes when any file below `directory` does: names and content. */
export async function contentOf(directory: string): Promise<string> {
  const hash = createHash("sha256");
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    hash
      .update(`${relative(directory, file)}\0`)
      .update(await readFile(file))
      .update("\0");
  }
  return hash.digest("hex");
}
