import { describe, expect, test } from "vitest";
import { isAbsent } from "../../src/host/local/file-error.ts";

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
