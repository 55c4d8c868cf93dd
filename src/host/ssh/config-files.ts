import { access, readdir, readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { isAbsent } from "../local/file-error.ts";
import { type ConfigNode, parseSshConfig } from "./config-nodes.ts";
import { hostError, wordsOf } from "./host-error.ts";
import { matchesWildcard } from "./wildcard.ts";

/** How deep files may include each other; OpenSSH's own number. */
const deepest = 16;

/**
 * Reads an ssh_config file with all that it includes in its place; a file that is not there says nothing.
 * `base` is where relative names of included files begin. Error HOST_SSH_CONFIG_INVALID.
 */
export async function loadSshConfig(file: string, base: string, home: string): Promise<readonly ConfigNode[]> {
  return expand(await nodesOf(file), { base, home, depth: 0, file });
}

/** Reads the ssh_config file that somebody named, `~/` being `home`; it must be there. Error HOST_SSH_CONFIG_INVALID. */
export async function loadNamedConfig(named: string, base: string, home: string): Promise<readonly ConfigNode[]> {
  const file = named.startsWith("~/") ? join(home, named.slice(2)) : named;
  const isThere = await access(file).then(
    () => true,
    (error) => !isAbsent(error),
  );
  if (isThere) return loadSshConfig(file, base, home);
  throw hostError("HOST_SSH_CONFIG_INVALID", {
    what: `The ssh configuration ${file} is not there.`,
    next: "Write it, or name another as configFile. Vagrant's is made so: vagrant ssh-config > ssh-config",
  });
}

interface Place {
  readonly base: string;
  readonly home: string;
  readonly depth: number;
  readonly file: string;
}

async function nodesOf(file: string): Promise<readonly ConfigNode[]> {
  try {
    return parseSshConfig(await readFile(file, "utf8"), file);
  } catch (error) {
    if (isAbsent(error)) return [];
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("E"))) throw error;
    throw hostError("HOST_SSH_CONFIG_INVALID", {
      what: `${file} could not be read.`,
      why: wordsOf(error),
      next: "Repair what the reason names, then run the same command again.",
      cause: error,
    });
  }
}

async function expand(nodes: readonly ConfigNode[], place: Place): Promise<readonly ConfigNode[]> {
  const expanded = await Promise.all(
    nodes.map(async (node): Promise<readonly ConfigNode[]> => {
      if (node.kind === "set") return [node];
      if (node.kind !== "include") return [{ ...node, nodes: await expand(node.nodes, place) }];
      const files = (await Promise.all(node.patterns.map((pattern) => filesLike(pattern, place)))).flat();
      return (await Promise.all(files.map((file) => included(file, place)))).flat();
    }),
  );
  return expanded.flat();
}

async function included(file: string, place: Place): Promise<readonly ConfigNode[]> {
  if (place.depth >= deepest) {
    throw hostError("HOST_SSH_CONFIG_INVALID", {
      what: `${place.file} includes ${file}, which is more than ${deepest} files deep.`,
      next: "Take the Include that leads back to its own file out of it.",
    });
  }
  return expand(await nodesOf(file), { ...place, file, depth: place.depth + 1 });
}

/** The files that a name with `*` and `?` in its parts means, sorted. */
async function filesLike(pattern: string, { base, home }: Place): Promise<readonly string[]> {
  const path = pattern.startsWith("~/") ? join(home, pattern.slice(2)) : pattern;
  const parts = (isAbsolute(path) ? path : join(base, path)).split("/").slice(1);
  let found = [""];
  for (const part of parts) {
    const next = await Promise.all(found.map((directory) => namesLike(directory, part)));
    found = next.flat();
  }
  return found.sort();
}

async function namesLike(directory: string, part: string): Promise<readonly string[]> {
  if (!/[*?]/.test(part)) return [`${directory}/${part}`];
  const names = await readdir(directory === "" ? "/" : directory).catch(() => []);
  const visible = names.filter(
    (name) => matchesWildcard(part, name) && (part.startsWith(".") || !name.startsWith(".")),
  );
  return visible.map((name) => `${directory}/${name}`);
}
