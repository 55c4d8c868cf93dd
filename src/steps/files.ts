import type { FileChange } from "../engine/change.ts";
import { ledger, ledgerPath, standing } from "../engine/ledger.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { sameContent, sameState } from "../host/file-state.ts";
import type { FileState, FileTree } from "../host/host.ts";
import { seenContent } from "../host/secret-path.ts";
import { type Given, given, step } from "./step.ts";

/** What `filesStep` needs. */
export interface FilesIntent {
  readonly id: string;
  readonly title: string;
  readonly tree: Given<FileTree>;
  /** refuse: stop at a file that holds something else and is not as this tool wrote it. overwrite: take it over as a shown change. */
  readonly foreign: "refuse" | "overwrite";
}

/** Every path of the tree is as the tree says: content, mode and owner. Error FILE_FOREIGN names all paths that hold something of someone else. */
export function filesStep({ id, title, tree, foreign }: FilesIntent): Step {
  return step(id, title, async (context) => {
    const wanted = await given(tree, context);
    const changes = await differences(wanted, context);
    if (foreign === "refuse") await refuseForeign(changes, context);
    return changes;
  });
}

async function differences(wanted: FileTree, { host }: StepContext): Promise<FileChange[]> {
  const found = await host.read([...wanted.keys()]);
  const changes: FileChange[] = [];
  for (const [path, state] of wanted) {
    const after = asSeen(path, state);
    const before = found.get(path) ?? null;
    if (before === null || !sameState(before, after)) changes.push({ kind: "file", path, before, after });
  }
  return changes;
}

/** A tree may hold a key as plain text; a change that is shown may not. */
function asSeen(path: string, state: FileState): FileState {
  if (state.type !== "file" || typeof state.content !== "string") return state;
  return { ...state, content: seenContent(path, state.content) };
}

async function refuseForeign(changes: readonly FileChange[], context: StepContext): Promise<void> {
  const replaced = changes.filter(replacesContent);
  if (replaced.length === 0) return;
  const book = await context.fact(ledger);
  const notOurs = replaced.flatMap(({ path, before }) => {
    const stands = standing(book, path, before);
    return stands === "ours" ? [] : [{ path, before, isEdited: stands === "edited" }];
  });
  if (notOurs.length === 0) return;
  const isOne = notOurs.length === 1;
  throw new KubewrightError("FILE_FOREIGN", {
    what: `${isOne ? "A path that" : `${notOurs.length} paths that`} this step writes ${isOne ? "holds" : "hold"} something else already.`,
    why: [
      ...notOurs.map(reason),
      ...(book.isUnreadable ? [`${ledgerPath}, which tells what this tool wrote here, cannot be read`] : []),
    ].join("\n"),
    next: book.isUnreadable
      ? `Put ${ledgerPath} back from a backup. Without one: ${moveAway}`
      : notOurs.every(({ isEdited }) => isEdited)
        ? putBack(notOurs.map(({ path }) => path))
        : moveAway,
  });
}

interface NotOurs {
  readonly path: string;
  readonly before: FileState;
  readonly isEdited: boolean;
}

function reason({ path, before, isEdited }: NotOurs): string {
  return isEdited
    ? `${path}: changed by someone since this tool wrote it`
    : `${path}: ${kindOf(before)} of someone else`;
}

const moveAway =
  "Move away what you want to keep, or clean the host with: kubewright reset. Then run the same command again.";

/** What was edited by hand may be of a node that lives: nobody is to clean it for that. */
function putBack(paths: readonly string[]): string {
  return `Write the change into the configuration (extraArgs and the like) and have the file made anew: mv ${paths.join(" ")} /root/ and run the same command again.`;
}

/** Mode and owner alone are set right without asking: nothing is lost by it. */
function replacesContent(change: FileChange): change is FileChange & { before: FileState; after: FileState } {
  return change.before !== null && change.after !== null && !sameContent(change.before, change.after);
}

function kindOf(state: FileState): string {
  return { file: "a file", directory: "a directory", symlink: "a symbolic link", other: "something" }[state.type];
}
