import type { Fact } from "../engine/fact.ts";
import { plainText } from "./plain-text.ts";

/** The file system that holds a path. */
export interface DiskSpace {
  readonly mount: string;
  readonly totalKiB: number;
  readonly availableKiB: number;
}

const askNearest = `for p in "$@"; do
  while [ ! -e "$p" ] && [ "$p" != / ] && [ "$p" != . ]; do p=$(dirname -- "$p"); done
  LC_ALL=C df -Pk -- "$p" || echo none
done`;

/** Reads one `df -Pk` after the other: a heading and a line each, or "none". */
export function parseDfs(text: string): (DiskSpace | null)[] {
  return text.split(/^(?=Filesystem |none$)/m).flatMap((block) => (block === "" ? [] : [parseDf(block)]));
}

/** Reads `df -Pk`: a heading and one line; null when there is none. */
export function parseDf(text: string): DiskSpace | null {
  const match = /^\S.*?\s+(\d+)\s+\d+\s+(-?\d+)\s+\S+\s+(\/.*)$/m.exec(text.split("\n").slice(1).join("\n"));
  if (match?.[3] === undefined) return null;
  return { mount: plainText(match[3], 200), totalKiB: Number(match[1]), availableKiB: Math.max(0, Number(match[2])) };
}

/** The space where each path is or, while it is not there, where its nearest parent is; null where `df` does not say. In the order of the paths. */
export function diskSpaces(paths: readonly string[]): Fact<readonly (DiskSpace | null)[]> {
  return {
    name: `disk space of ${paths.join(" ")}`,
    read: async (view) => {
      const answer = await view.probe({ argv: ["sh", "-c", askNearest, "sh", ...paths], timeoutMs: 5000 });
      const found = answer.code === 0 ? parseDfs(answer.stdout) : [];
      return paths.map((_, index) => found[index] ?? null);
    },
  };
}
