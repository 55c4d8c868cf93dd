import { KubewrightError } from "../../errors.ts";

/** True when the system says that nothing is at a path (any more: ESRCH is a file of /proc whose process ended while it was read). */
export function isAbsent(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ESRCH"].includes(systemCode(error));
}

/** "ENOENT" and its like, or "" when the error is not the system's. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** HOST_READ_FAILED or HOST_WRITE_FAILED with the path and the system's reason. */
export function fileError(verb: "read" | "write", node: string, path: string, cause: unknown): KubewrightError {
  const code = systemCode(cause);
  return new KubewrightError(verb === "read" ? "HOST_READ_FAILED" : "HOST_WRITE_FAILED", {
    what: `${path} could not be ${verb === "read" ? "read" : "written"}.`,
    why: reasonOf(cause),
    next: advice[code] ?? "Repair what the reason names, then run the same command again.",
    node,
    cause,
  });
}

/** The system's reason without the call and the path, which only repeat what failed: "ENOSPC: no space left on device". */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return systemCode(cause) === "" ? text : text.replace(/, \w+(?: '.*')?$/s, "");
}

const advice: Readonly<Record<string, string>> = {
  EACCES: "Run the same command as root.",
  EPERM: "Run the same command as root; when you are root, look at the file's attributes: lsattr",
  ENOSPC: "Make room on the disk that is full (df -h shows which), then run the same command again.",
  EDQUOT: "Make room within the quota, then run the same command again.",
  EROFS: "Mount the file system writable, then run the same command again.",
};
