import { posix } from "node:path";
import type { FileChange } from "../engine/change.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { type Given, given, step } from "./step.ts";

/** What `absentStep` needs. */
export interface AbsentIntent {
  readonly id: string;
  readonly title: string;
  /** Files and whole directories. */
  readonly paths?: Given<readonly string[]>;
  /** Directories that stay and are emptied: mount points, and what a package brought. */
  readonly contentsOf?: Given<readonly string[]>;
}

/** What a listing shows is there; nobody needs its content, and a copy of etcd's database beside its data is larger than memory. */
const unread = { type: "other" } as const;

/** Nothing is at the paths, and the directories that stay are empty. */
export function absentStep({ id, title, paths = [], contentsOf = [] }: AbsentIntent): Step {
  return step(id, title, async (context) => {
    const [whole, inside] = await Promise.all([
      given(paths, context),
      namesIn(await given(contentsOf, context), context),
    ]);
    const listed = new Set(inside);
    const found = await context.host.read([...new Set(whole)].filter((path) => !listed.has(path)));
    return [...new Set([...whole, ...inside])].flatMap((path): FileChange[] => {
      const before = listed.has(path) ? unread : found.get(path);
      return before === undefined ? [] : [{ kind: "file", path, before, after: null }];
    });
  });
}

async function namesIn(directories: readonly string[], { host }: StepContext): Promise<string[]> {
  if (directories.length === 0) return [];
  const lists = await host.list(directories);
  return [...lists].flatMap(([directory, names]) => names.map((name) => posix.join(directory, name)));
}
