import { posix } from "node:path";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { FileWrite } from "./host.ts";

/** Stops a write that names a path this program can only have made by a fault, before anything is touched: HOST_PATH_INVALID. */
export function refuseOddPaths(writes: readonly FileWrite[]): void {
  const odd = writes.find(({ path }) => !isPlainPath(path));
  if (odd === undefined) return;
  throw new KubewrightError("HOST_PATH_INVALID", {
    what: `"${odd.path}" is not a path that can be written: it must be absolute, and without "." or "..".`,
    next: "This is a fault of this program: please report it with the command you ran.",
    exitCode: exitCodes.internal,
  });
}

/** Absolute, not the root, no dots or doubled slashes, no slash at the end. */
function isPlainPath(path: string): boolean {
  const plain = path.startsWith("/") && path !== "/" && !path.endsWith("/") && !path.includes("\0");
  return plain && posix.normalize(path) === path;
}
