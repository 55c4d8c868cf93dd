import type { Fact } from "../engine/fact.ts";
import { plainText } from "./plain-text.ts";

/** The file system that holds a path. */
export interface DiskSpace {
  readonly mount: string;
  readonly totalKiB: number;
  readonly availableKiB: number;
}

const askNearest = `p=$1
while [ ! -e "$p" ] && [ "$p" != / ] && [ "$p" != . ]; do p=$(dirname -- "$p"); done
LC_ALL=C exec df -Pk -- "$p"`;

/** Reads `df -Pk`: a heading and one line; null when there is none. */
export function parseDf(text: string): DiskSpace | null {
  const match = /^\S.*?\s+(\d+)\s+\d+\s+(-?\d+)\s+\S+\s+(\/.*)$/m.exec(text.split("\n").slice(1).join("\n"));
  if (match?.[3] === undefined) return null;
  return { mount: plainText(match[3], 200), totalKiB: Number(match[1]), availableKiB: Math.max(0, Number(match[2])) };
}

/** The space where `path` is or, while it is not there, where its nearest parent is. null when `df` does not say. */
export function diskSpace(path: string): Fact<DiskSpace | null> {
  return {
    name: `disk space of ${path}`,
    read: async (view) => {
      const answer = await view.probe({ argv: ["sh", "-c", askNearest, "sh", path], timeoutMs: 5000 });
      return answer.code === 0 ? parseDf(answer.stdout) : null;
    },
  };
}
