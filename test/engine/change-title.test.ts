import { expect, test } from "vitest";
import type { FileChange } from "../../src/engine/change.ts";
import { changeTitle, filesTitle } from "../../src/engine/change-title.ts";

const change = (path: string, after: FileChange["after"]): FileChange => ({ kind: "file", path, before: null, after });
const written = (path: string) => change(path, { type: "directory", mode: 0o755, owner: "0:0" });
const removed = (path: string) => change(path, null);

test("what is written and what is removed is said apart, one file by its path", () => {
  expect(changeTitle(removed("/a"))).toBe("remove /a");
  expect(filesTitle([written("/a"), written("/b")])).toBe("write 2 files");
  expect(filesTitle([removed("/a"), removed("/b"), removed("/c")])).toBe("remove 3 files");
  expect(filesTitle([written("/a"), removed("/b"), removed("/c")])).toBe("write /a, remove 2 files");
});
