import { posix } from "node:path";
import type { HostView } from "../host/host.ts";

/** As many symbolic links as Linux itself follows for one path (MAXSYMLINKS). */
const maxLinks = 40;

/** The text at a path, symbolic links followed; null where no regular file is. A file that holds a key has no text here: it is null too. */
export async function readText(view: HostView, path: string): Promise<string | null> {
  let at = path;
  for (let links = 0; links <= maxLinks; links++) {
    const state = (await view.read([at])).get(at);
    if (state?.type === "symlink") {
      at = posix.resolve(posix.dirname(at), state.target);
      continue;
    }
    return state?.type === "file" && typeof state.content === "string" ? state.content : null;
  }
  return null;
}
