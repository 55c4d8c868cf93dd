import { posix } from "node:path";

/** The same absolute path without a slash at its end, without doubled ones, "." and "..": what is made of it can be compared and written. A relative path stays as it is, to be refused with the user's words. */
export function plainPath(path: string): string {
  if (!posix.isAbsolute(path)) return path;
  return posix.normalize(path).replace(/(.)\/$/, "$1");
}
