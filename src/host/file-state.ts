import { reveal, type Secret } from "../secret.ts";
import type { FileState } from "./host.ts";

/** A file as it should be; root's unless `owner` ("uid:gid") says otherwise. */
export function textState(content: string | Secret, mode = 0o644, owner = "0:0"): FileState {
  return { type: "file", content, mode, owner };
}

/** A directory as it should be; what it holds is another question. */
export function directoryState(mode = 0o755, owner = "0:0"): FileState {
  return { type: "directory", mode, owner };
}

/** True when both are the same kind of thing and hold the same (text, target); mode and owner do not count. */
export function sameContent(a: FileState, b: FileState): boolean {
  if (a.type === "file" && b.type === "file") return reveal(a.content) === reveal(b.content);
  if (a.type === "symlink" && b.type === "symlink") return a.target === b.target;
  return a.type === "directory" && b.type === "directory";
}

/** True when nothing has to be written to make `a` into `b`. */
export function sameState(a: FileState, b: FileState): boolean {
  if (!sameContent(a, b)) return false;
  const ofA = "mode" in a ? `${a.mode} ${a.owner}` : "";
  const ofB = "mode" in b ? `${b.mode} ${b.owner}` : "";
  return ofA === ofB;
}
