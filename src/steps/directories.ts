import type { Step } from "../engine/step.ts";
import { directoryState } from "../host/file-state.ts";
import { filesStep } from "./files.ts";

/** What `directoriesStep` needs. */
export interface DirectoriesIntent {
  readonly id: string;
  readonly title: string;
  /** Path and mode, parents first. */
  readonly directories: ReadonlyMap<string, number>;
  /** "uid:gid"; root's when left out. */
  readonly owner?: string;
}

/** Each directory is there with its mode and owner. Error FILE_FOREIGN where something else is in its place. */
export function directoriesStep({ id, title, directories, owner = "0:0" }: DirectoriesIntent): Step {
  const tree = new Map([...directories].map(([path, mode]) => [path, directoryState(mode, owner)]));
  return filesStep({ id, title, tree, foreign: "refuse" });
}
