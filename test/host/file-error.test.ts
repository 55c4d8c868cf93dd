import { describe, expect, test } from "vitest";
import { fileError, isAbsent } from "../../src/host/local/file-error.ts";

const failed = (code: string) => Object.assign(new Error(`${code}: read`), { code });

describe("a file counts as absent", () => {
  test.each(["ENOENT", "ENOTDIR", "ESRCH"])(
    "with %s: nothing is there, or its process ended while it was read",
    (code) => {
      expect(isAbsent(failed(code))).toBe(true);
    },
  );

  test.each(["EACCES", "EIO", "EISDIR"])("not with %s", (code) => {
    expect(isAbsent(failed(code))).toBe(false);
  });
});

describe("a write that failed", () => {
  const cause = (code: string, text: string) => Object.assign(new Error(text), { code });

  test("says the system's reason without the name of the file that was being written", () => {
    const text = "EROFS: read-only file system, open '/etc/kubernetes/.x.kubewright'";
    const error = fileError("write", "cp1", "/etc/kubernetes/x", cause("EROFS", text));
    expect(error.why).toBe("EROFS: read-only file system");
    expect(error.what).toContain("/etc/kubernetes/x");
  });

  test("for want of room says how to see which disk is full", () => {
    const error = fileError(
      "write",
      "cp1",
      "/etc/kubernetes/x",
      cause("ENOSPC", "ENOSPC: no space left on device, write"),
    );
    expect(error.why).toBe("ENOSPC: no space left on device");
    expect(error.next).toContain("df -h");
  });
});
