import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { directoryState, textState } from "../../src/host/file-state.ts";
import type { FileState, FileWrite } from "../../src/host/host.ts";
import { Overlay } from "../../src/host/overlay.ts";
import { Secret } from "../../src/secret.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { symlinkState } from "../support/symlink-state.ts";

const directories = ["/a", "/a/b", "/c", "/c/d"];
const leaves = directories.flatMap((directory) => [`${directory}/x`, `${directory}/y`]);
const fileState: fc.Arbitrary<FileState> = fc.oneof(
  fc.string().map((text) => textState(text)),
  fc.constant(symlinkState("x")),
);
const write: fc.Arbitrary<FileWrite> = fc.oneof(
  fc.record({ path: fc.constantFrom(...leaves), state: fileState }),
  fc.record({ path: fc.constantFrom(...directories, ...leaves), state: fc.constant(null) }),
  fc.record({
    path: fc.constantFrom(...directories),
    state: fc.constantFrom(directoryState(0o700), directoryState(0o755)),
  }),
);

describe("an overlay", () => {
  it("answers like the machine on which the promised writes were done", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { maxLength: 6 }),
        fc.array(write, { maxLength: 8 }),
        async (before, promised) => {
          const [host, done] = [new MemoryHost(), new MemoryHost()];
          for (const on of [host, done]) await on.write(before);
          const overlay = new Overlay(host);
          overlay.promise(promised);
          await done.write(promised);
          const all = [...directories, ...leaves];
          expect(sorted(await overlay.read(all))).toEqual(sorted(await done.read(all)));
          expect(sorted(await overlay.list(directories))).toEqual(sorted(await done.list(directories)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("says that promised writes will be newer than anything", async () => {
    const overlay = new Overlay(new MemoryHost().put("/old", "x").put("/gone", "x"));
    overlay.promise([
      { path: "/new", state: textState("x") },
      { path: "/gone", state: null },
    ]);
    const modified = await overlay.modified(["/old", "/new", "/gone", "/never"]);
    expect([...modified.keys()].sort()).toEqual(["/new", "/old"]);
    expect(modified.get("/new")).toBe(Number.POSITIVE_INFINITY);
  });

  it("gives a promised key as Secret", async () => {
    const overlay = new Overlay(new MemoryHost());
    overlay.promise([{ path: "/etc/kubernetes/pki/ca.key", state: textState("k", 0o600) }]);
    const state = (await overlay.read(["/etc/kubernetes/pki/ca.key"])).get("/etc/kubernetes/pki/ca.key");
    expect(state?.type === "file" && state.content).toBeInstanceOf(Secret);
  });
});

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
