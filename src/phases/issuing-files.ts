import { posix } from "node:path";
import { KubewrightError } from "../errors.ts";
import type { FileState, HostView } from "../host/host.ts";
import { Secret } from "../secret.ts";

/** A regular file, also behind links. */
export type FoundFile = Extract<FileState, { readonly type: "file" }>;

/** As many links as Linux follows (path_resolution(7)). */
const mostLinks = 40;

/** The files at these paths, links followed; a path where nothing is, is not in the answer. KubewrightError FILE_UNEXPECTED for a directory, a device or links without end. */
export async function filesAt(view: HostView, paths: readonly string[]): Promise<ReadonlyMap<string, FoundFile>> {
  const found = new Map<string, FoundFile>();
  let open = new Map(paths.map((path) => [path, path]));
  for (let links = 0; open.size > 0; links += 1) {
    if (links > mostLinks) throw unexpected([...open.keys()][0] ?? "", "its links lead nowhere");
    const states = await view.read([...new Set(open.values())]);
    const next = new Map<string, string>();
    for (const [path, place] of open) {
      const state = states.get(place);
      if (state?.type === "file") found.set(path, state);
      else if (state?.type === "symlink") next.set(path, posix.resolve(posix.dirname(place), state.target));
      else if (state !== undefined)
        throw unexpected(path, `a ${state.type === "other" ? "device" : state.type} is there`);
    }
    open = next;
  }
  return found;
}

function unexpected(path: string, why: string): KubewrightError {
  return new KubewrightError("FILE_UNEXPECTED", {
    what: `${path} is not a file`,
    why,
    next: `Move ${path} away`,
  });
}

/** The content as a secret, whether the host gave it as one or not. */
export function secretOf(file: FoundFile): Secret {
  return typeof file.content === "string" ? new Secret(file.content) : file.content;
}

/** The content as text: of certificates and public keys, which are no secrets. */
export function textOf(file: FoundFile): string {
  return typeof file.content === "string" ? file.content : file.content.reveal();
}
