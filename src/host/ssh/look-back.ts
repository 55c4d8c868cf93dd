import type { Looked, Looks } from "../host.ts";
import { commandLine } from "../shell.ts";
import { listScript } from "./list-directories.ts";
import { isAbsence } from "./look-script.ts";
import { timesIn, timesScript } from "./modified-times.ts";
import { madeByKernel, takeApart, togetherScript } from "./read-files.ts";
import { nulTerminated, type Section } from "./sections.ts";

/** What was seen where nothing could be. */
export const nothingSeen: Looked = { files: new Map(), lists: new Map(), times: new Map() };

/** Paths that are looked at in one go; their names must fit into one command of the kernel. */
const mostPaths = 300;

/** The part of a script that looks, behind what it has done; its last section is "end". */
export function lookBackScript(looks: Looks): string {
  const { files, directories, times } = within(looks);
  return [
    ...(files.length === 0 ? [] : [`set -- ${commandLine(files)}\n${togetherScript}`]),
    ...(directories.length === 0 ? [] : [`set -- ${commandLine(directories)}\n${listScript}`]),
    ...(times.length === 0 ? [] : [`set -- ${commandLine(times)}\n${timesScript}`]),
    "cut end\n",
  ].join("");
}

/** What the sections behind the deed show; nothing when they did not come whole, something moved meanwhile, or a command complained. */
export function lookedBack(looks: Looks, sections: readonly Section[], complaints: readonly string[]): Looked {
  const { files, directories, times } = within(looks);
  const isWhole = sections.at(-1)?.name === "end" && complaints.every(isAbsence);
  const split = files.length === 0 ? 0 : 4;
  const states = split === 0 ? new Map() : takeApart(sections.slice(0, split));
  if (!isWhole || states === null) return nothingSeen;
  const written = timesIn(sections.find(({ name }) => name === "times")?.bytes ?? Buffer.alloc(0));
  const named = new Map(sections.slice(split, -1).map(({ name, bytes }) => [name, bytes]));
  return {
    files: new Map(files.map((path) => [path, states.get(path) ?? null])),
    lists: new Map(
      directories.map((path, at) => {
        const bytes = named.get(`${at}`);
        return [path, bytes === undefined ? null : [...nulTerminated(bytes)].sort()];
      }),
    ),
    times: new Map(times.map((path) => [path, written.get(path) ?? null])),
  };
}

function within({ files, directories, times }: Looks): Looks {
  const plain = files.filter((path) => !madeByKernel.test(path) && !path.includes("\0"));
  return {
    files: plain.slice(0, mostPaths),
    directories: directories.slice(0, mostPaths),
    times: times.filter((path) => !path.includes("\0")).slice(0, mostPaths),
  };
}
