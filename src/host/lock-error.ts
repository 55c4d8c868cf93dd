import { exitCodes, KubewrightError } from "../errors.ts";

/** Characters of a machine's own words: a name and a command are shorter. */
const mostWords = 300;

/** HOST_LOCKED: another run works on the machine; `holder` is that run's own word about itself. */
export function lockedError(node: string, path: string, holder: string): KubewrightError {
  return new KubewrightError("HOST_LOCKED", {
    what: "Another run works on this host.",
    why:
      holder === ""
        ? `${path} is locked by a process that has not said its name yet.`
        : `${path} is held by: ${holder.slice(0, mostWords)}`,
    next: "Wait until it is done, then run the same command again; both would change the same files.",
    node,
    exitCode: exitCodes.stepFailed,
  });
}

/** HOST_LOCK_FAILED: the lock could not be asked for at all. */
export function lockFailedError(node: string, path: string, why: string): KubewrightError {
  return new KubewrightError("HOST_LOCK_FAILED", {
    what: `The lock ${path} could not be taken.`,
    why,
    next: "Run as root, and see that /run is writable and the command flock (package util-linux) is there.",
    node,
  });
}
