import { posix } from "node:path";
import { reveal } from "../../secret.ts";
import type { FileState, FileWrite } from "../host.ts";
import { commandLine, quoteWord } from "../shell.ts";
import { temporaryName } from "../temporary-name.ts";

/** A script that makes writes in order, and the contents that go in at its standard input, one after another. */
export interface WriteScript {
  readonly script: string;
  readonly input: Buffer;
}

/** The last line of the input: without it the script changes nothing more. */
const lastLine = "all is said";

/**
 * `n` is the path at work. A script that a lost connection left behind must not come in between: each waits for the one before,
 * where the machine lets it have a lock. `fail` clears away the temporary files it is given.
 */
const functions = `umask 077
set -C
fail() { rm -f -- "$@";cut failed;printf %s "$n";exit 1; }
if mkdir -p /run/kubewright&&[ -w /run/kubewright ]&&command -v flock;then exec 8>>/run/kubewright/writing;flock -w 30 8;fi >/dev/null 2>&1
ensure() { [ -d "\${1:-/}" ]||{ ensure "\${1%/*}"&&umask 022&&{ mkdir -- "$1"||[ -d "$1" ]; }&&umask 077&&chmod 755 -- "$1"&&sync -- "\${1%/*}/"; }; }
take() { dd bs=65536 count=$1 iflag=count_bytes,fullblock status=none; }
heard() { IFS= read -r l&&[ "$l" = '${lastLine}' ]||{ echo 'the connection ended before all was said' >&2;fail "$@"; }; }
folder() { [ ! -L "$1" ]&&{ [ -d "$1" ]||mkdir -- "$1"; }; }
`;

/** The writes as a script; its marker and \`cut\` come from look-script's frame. */
export function writeScript(writes: readonly FileWrite[]): WriteScript {
  const groups = runsOfOneKind(writes);
  const lines = [functions];
  const contents: Buffer[] = [];
  groups.forEach((group, at) => {
    const files = group.filter(isFile);
    // Only the last group can know that all was said; earlier ones know the length of what is theirs.
    const isLast = at === groups.length - 1;
    if (files.length > 0) {
      contents.push(...files.map(({ state }) => Buffer.from(reveal(state.content), "utf8")));
      lines.push(fileLines(files, contents.slice(-files.length), isLast));
    } else lines.push(...(isLast ? ["heard"] : []), ...group.map(otherLines));
  });
  return { script: lines.join("\n"), input: Buffer.concat([...contents, Buffer.from(`${lastLine}\n`, "latin1")]) };
}

interface FileWriting extends FileWrite {
  readonly state: FileState & { readonly type: "file" };
}

function isFile(write: FileWrite): write is FileWriting {
  return write.state?.type === "file";
}

/** Files side by side in one group: enough for one sync to carry many, few enough for one command line. */
const atOnce = 100;

/** Neighbours that are files go together; a removal, a directory or a link waits for what stands before it. */
function runsOfOneKind(writes: readonly FileWrite[]): readonly (readonly FileWrite[])[] {
  const runs: FileWrite[][] = [];
  for (const write of writes) {
    const last = runs.at(-1);
    const again = last?.some((earlier) => earlier.path === write.path) ?? false;
    const fits = last !== undefined && last.length < atOnce && !again;
    if (fits && isFile(write) && last.every(isFile)) last.push(write);
    else runs.push([write]);
  }
  return runs;
}

/** Contents into temporary names, lengths checked, owners and modes set, one sync; then the names, and one sync of the directories. */
function fileLines(files: readonly FileWriting[], contents: readonly Buffer[], isLast: boolean): string {
  const temporary = files.map(({ path }) => temporaryName(path));
  const directories = [...new Set(files.map(({ path }) => posix.dirname(path)))];
  const sizes = contents.map((content) => content.length);
  const withState = (key: (state: FileWriting["state"]) => string): ReadonlyMap<string, string[]> => {
    const groups = new Map<string, string[]>();
    files.forEach(({ path, state }) => {
      groups.set(key(state), [...(groups.get(key(state)) ?? []), temporaryName(path)]);
    });
    return groups;
  };
  return [
    ...directories.map((path) => `n=${quoteWord(path)};ensure "$n"||fail`),
    `n=${quoteWord(files[0]?.path ?? "")}`,
    `set -- ${commandLine(temporary)}`,
    'rm -f -- "$@"||fail',
    ...files.map(
      ({ path }, at) => `n=${quoteWord(path)};take ${sizes[at]} >${quoteWord(temporaryName(path))}||fail "$@"`,
    ),
    `n=${quoteWord(files[0]?.path ?? "")}`,
    `[ "$(stat -c %s -- "$@"|tr '\\n' ' ')" = '${sizes.join(" ")} ' ]||{ echo 'the content did not come whole' >&2;fail "$@"; }`,
    ...(isLast ? ['heard "$@"'] : []),
    ...[...withState(({ owner }) => owner)].map(
      ([owner, paths]) => `chown -- ${quoteWord(numeric(owner))} ${commandLine(paths)}||fail "$@"`,
    ),
    ...[...withState(({ mode }) => mode.toString(8))].map(
      ([mode, paths]) => `chmod -- ${mode} ${commandLine(paths)}||fail "$@"`,
    ),
    'sync -- "$@"||fail "$@"',
    ...files.map(({ path }) => `n=${quoteWord(path)};mv -fT -- ${quoteWord(temporaryName(path))} "$n"||fail "$@"`),
    `sync -- ${commandLine(directories)}||fail`,
  ].join("\n");
}

function otherLines({ path, state }: FileWrite): string {
  const named = `n=${quoteWord(path)}`;
  const parent = quoteWord(posix.dirname(path));
  if (state === null) return `${named};rm -rf -- "$n"||fail\n[ ! -d ${parent} ]||sync -- ${parent}||fail`;
  if (state.type === "directory") {
    const owner = quoteWord(numeric(state.owner));
    const modes = `chown -- ${owner} "$n"&&chmod -- ${state.mode.toString(8)} "$n"&&sync -- "$n" ${parent}`;
    return `${named};ensure ${parent}&&{ folder "$n"||{ echo "$n: File exists" >&2;false; }; }&&${modes}||fail`;
  }
  if (state.type === "symlink") {
    const temporary = quoteWord(temporaryName(path));
    const link = `ln -sT -- ${quoteWord(state.target)} ${temporary}&&mv -fT -- ${temporary} "$n"&&sync -- ${parent}`;
    return `${named};ensure ${parent}&&rm -f -- ${temporary}&&${link}||fail ${temporary}`;
  }
  return `${named};echo 'a thing of this kind cannot be written' >&2;fail`;
}

function numeric(owner: string): string {
  if (/^\d+:\d+$/.test(owner)) return owner;
  throw new Error(`owner "${owner}" is not "uid:gid"`);
}
