import { posix } from "node:path";
import { KubewrightError } from "../../errors.ts";
import type { FileState } from "../host.ts";
import { seenContent } from "../secret-path.ts";
import { commandLine } from "../shell.ts";
import { look, lookInParts, refuseComplaints, refuseNul } from "./look-script.ts";
import type { Shell } from "./script-call.ts";
import { nulTerminated, type Section } from "./sections.ts";

/** Files that the kernel makes while they are read have no size that could be trusted. */
export const madeByKernel = /^\/(proc|sys|dev)\//;

/** What is at each path, with a handful of processes on the machine however many paths there are. Error HOST_READ_FAILED. */
export function readFiles(
  shell: Shell,
  node: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, FileState>> {
  refuseNul(node, paths);
  return lookInParts(paths, async (part) => {
    const odd = part.filter((path) => madeByKernel.test(path));
    const plain = part.filter((path) => !madeByKernel.test(path));
    const [together, apart] = await Promise.all([readTogether(shell, node, plain), readApart(shell, node, odd)]);
    return new Map([...together, ...apart]);
  });
}

/** Type and permissions in hex, owner, size, and what tells one version of a file from another. */
const lookFunction = `look() { stat --printf='%f %u:%g %s %d:%i %Y %Z %n\\0' -- "$@"; }\n`;

/** What is at the paths given to the shell, in four sections. */
export const togetherScript = `${lookFunction}
links() { for p;do shift;[ -L "$p" ]&&set -- "$@" "$p";done;[ $# = 0 ]||readlink -z -- "$@"; }
files() { for p;do shift;[ ! -L "$p" ]&&[ -f "$p" ]&&set -- "$@" "$p";done;[ $# = 0 ]||cat -- "$@"; }
cut before;look "$@"
cut links;links "$@"
cut files;files "$@"
cut after;look "$@" 2>/dev/null
`;

const apartScript = `${lookFunction}
for p;do
cut before;look "$p"||continue
if [ -L "$p" ];then cut links;readlink -z -- "$p"
elif [ -f "$p" ];then cut files;cat -- "$p"&&cut whole
fi
done
`;

interface Stat {
  readonly path: string;
  readonly kind: "file" | "directory" | "symlink" | "other";
  readonly mode: number;
  readonly owner: string;
  readonly size: number;
}

/** All contents in one row, taken apart by their sizes; when something changed meanwhile, they are read one by one. */
async function readTogether(
  shell: Shell,
  node: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, FileState>> {
  if (paths.length === 0) return new Map();
  const answer = await look(shell, node, `set -- ${commandLine(paths)}\n${togetherScript}`);
  refuseComplaints(node, answer.complaints, paths);
  return takeApart(answer.sections) ?? readApart(shell, node, paths);
}

/** What `togetherScript` says; null when something changed while it looked. */
export function takeApart(sections: readonly Section[]): ReadonlyMap<string, FileState> | null {
  const [before, links, files, after] = sections.map(({ bytes }) => bytes);
  if (before === undefined || links === undefined || files === undefined || after === undefined) return null;
  if (!before.equals(after)) return null;
  const stats = nulTerminated(before).map(parseStat);
  const targets = [...nulTerminated(links)];
  let at = 0;
  const states = stats.map((stat): [string, FileState] => {
    if (stat.kind === "symlink") return [stat.path, { type: "symlink", target: targets.shift() ?? "" }];
    const start = at;
    if (stat.kind === "file") at += stat.size;
    return [stat.path, stateOf(stat, files.subarray(start, at))];
  });
  const linkCount = stats.filter(({ kind }) => kind === "symlink").length;
  return at === files.length && linkCount === nulTerminated(links).length ? new Map(states) : null;
}

async function readApart(
  shell: Shell,
  node: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, FileState>> {
  if (paths.length === 0) return new Map();
  const answer = await look(shell, node, `set -- ${commandLine(paths)}\n${apartScript}`);
  refuseComplaints(node, answer.complaints, paths);
  const states = new Map<string, FileState>();
  let stat: Stat | undefined;
  answer.sections.forEach(({ name, bytes }, at) => {
    if (name === "before") {
      stat = nulTerminated(bytes).map(parseStat)[0];
      if (stat?.kind === "directory" || stat?.kind === "other") states.set(stat.path, stateOf(stat, bytes));
    } else if (name === "links" && stat !== undefined) {
      const [target] = nulTerminated(bytes);
      if (target !== undefined) states.set(stat.path, { type: "symlink", target });
    } else if (name === "files" && stat !== undefined && answer.sections[at + 1]?.name === "whole") {
      states.set(stat.path, stateOf({ ...stat, kind: "file" }, bytes));
    }
  });
  return states;
}

/** The kinds of inode(7), in the highest bits of the mode. */
const kinds: Readonly<Record<number, Stat["kind"]>> = { 8: "file", 4: "directory", 10: "symlink" };

function parseStat(line: string): Stat {
  const match = /^([0-9a-f]+) (\d+:\d+) (\d+) \S+ \S+ \S+ ([\s\S]*)$/.exec(line);
  const [, hex = "", owner = "", size = "", path = ""] = match ?? [];
  if (match === null) {
    throw new KubewrightError("HOST_READ_FAILED", {
      what: "The machine's command stat answers in a form that is not understood.",
      why: line.slice(0, 200),
      next: "Install GNU coreutils there.",
    });
  }
  const mode = Number.parseInt(hex, 16);
  return { path, kind: kinds[mode >> 12] ?? "other", mode: mode & 0o7777, owner, size: Number(size) };
}

function stateOf({ path, kind, mode, owner }: Stat, bytes: Buffer): FileState {
  if (kind === "directory") return { type: "directory", mode, owner };
  if (kind !== "file") return { type: "other" };
  return { type: "file", content: seenContent(posix.normalize(path), bytes.toString("utf8")), mode, owner };
}
