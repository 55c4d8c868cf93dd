import { posix } from "node:path";
import type { HostView } from "../host/host.ts";

/** As many symbolic links as Linux itself follows for one path (MAXSYMLINKS). */
const maxLinks = 40;

/** Where an absolute path leads when each link in it is followed, also where nothing is there; the path itself when its links go round in a circle. */
export async function realPath(view: HostView, path: string): Promise<string> {
  let at = posix.normalize(path);
  for (let links = 0; links <= maxLinks; links++) {
    const above = partsAbove(at);
    const found = await view.read(above);
    const link = above.find((part) => found.get(part)?.type === "symlink");
    const state = link === undefined ? undefined : found.get(link);
    if (link === undefined || state?.type !== "symlink") return at;
    at = posix.resolve(posix.dirname(link), state.target, posix.relative(link, at));
  }
  return path;
}

/** "/a/b/c" → "/a", "/a/b", "/a/b/c" */
function partsAbove(path: string): readonly string[] {
  const names = path.split("/").filter((name) => name !== "");
  return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`);
}
