import { describe, expect, it } from "vitest";
import { ledgerPath } from "../../src/engine/ledger.ts";
import { directoryState, textState } from "../../src/host/file-state.ts";
import type { FileState } from "../../src/host/host.ts";
import { Secret } from "../../src/secret.ts";
import { absentStep } from "../../src/steps/absent.ts";
import { directoriesStep } from "../../src/steps/directories.ts";
import { filesStep } from "../../src/steps/files.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { applyOn, phaseOf, planOn } from "../support/run-plan.ts";
import { symlinkState } from "../support/symlink-state.ts";

const step = (tree: Record<string, FileState>, foreign: "refuse" | "overwrite" = "refuse") =>
  filesStep({ id: "files", title: "Files", tree: new Map(Object.entries(tree)), foreign });

describe("filesStep()", () => {
  it("finds nothing to do where all is as it should be", async () => {
    const host = new MemoryHost().put("/a", "x", 0o600);
    const { result } = await applyOn(phaseOf(step({ "/a": textState("x", 0o600) })), host);
    expect([result.changed, host.effects]).toEqual([0, []]);
  });

  it("takes a secret and a plain text with the same letters for the same", async () => {
    const host = new MemoryHost().put("/etc/kubernetes/pki/ca.key", "k", 0o600);
    expect(
      (await planOn(phaseOf(step({ "/etc/kubernetes/pki/ca.key": textState("k", 0o600) })), host)).result.changed,
    ).toBe(0);
    expect(
      (await planOn(phaseOf(step({ "/etc/kubernetes/pki/ca.key": textState(new Secret("k"), 0o600) })), host)).result
        .changed,
    ).toBe(0);
  });

  it("shows no key in its changes, even when the tree holds it as plain text", async () => {
    const tree = {
      "/etc/kubernetes/admin.conf": textState("very secret", 0o600),
      "/x": textState(new Secret("very secret")),
    };
    const { result, events } = await applyOn(phaseOf(step(tree)), new MemoryHost());
    expect(result.changed).toBe(2);
    expect(JSON.stringify([result, events])).not.toContain("very secret");
  });

  it("sets mode and owner right without asking whose the file is", async () => {
    const host = new MemoryHost().put("/a", "x", 0o644, "7:7");
    await applyOn(phaseOf(step({ "/a": textState("x", 0o600) })), host);
    expect(host.files.get("/a")).toEqual(textState("x", 0o600));
  });

  it("refuses all foreign files at once and writes none", async () => {
    const host = new MemoryHost("cp1").put("/a", "theirs").put("/c", "theirs");
    const wanted = { "/a": textState("ours"), "/b": textState("ours"), "/c": symlinkState("b") };
    await expect(applyOn(phaseOf(step(wanted)), host)).rejects.toMatchObject({
      code: "FILE_FOREIGN",
      what: "2 paths that this step writes hold something else already.",
      why: "/a: a file of someone else\n/c: a file of someone else",
      node: "cp1",
    });
    expect(host.effects).toEqual([]);
  });

  it("refuses the same in a plan", async () => {
    await expect(
      planOn(phaseOf(step({ "/a": textState("ours") })), new MemoryHost().put("/a", "theirs")),
    ).rejects.toMatchObject({ code: "FILE_FOREIGN" });
  });

  it("renews what it wrote itself", async () => {
    const host = new MemoryHost();
    await applyOn(phaseOf(step({ "/a": textState("1") })), host);
    await applyOn(phaseOf(step({ "/a": textState("2") })), host);
    expect(host.text("/a")).toBe("2");
  });

  it("refuses what someone changed since, and says that", async () => {
    const host = new MemoryHost();
    await applyOn(phaseOf(step({ "/a": textState("1") })), host);
    host.put("/a", "edited by hand");
    await expect(applyOn(phaseOf(step({ "/a": textState("2") })), host)).rejects.toMatchObject({
      code: "FILE_FOREIGN",
      why: "/a: changed by someone since this tool wrote it",
      next: expect.stringMatching(/extraArgs.*mv \/a \/root\//),
    });
  });

  it("names the ledger when that is why it cannot tell its own files", async () => {
    const host = new MemoryHost();
    await applyOn(phaseOf(step({ "/a": textState("1") })), host);
    host.put(ledgerPath, "{");
    await expect(applyOn(phaseOf(step({ "/a": textState("2") })), host)).rejects.toMatchObject({
      code: "FILE_FOREIGN",
      why: expect.stringContaining(`${ledgerPath}, which tells what this tool wrote here, cannot be read`),
      next: expect.stringContaining(`Put ${ledgerPath} back from a backup.`),
    });
  });

  it("does not advise to reset a node for one edited file", async () => {
    const host = new MemoryHost();
    await applyOn(phaseOf(step({ "/a": textState("1") })), host);
    host.put("/a", "edited by hand");
    await expect(applyOn(phaseOf(step({ "/a": textState("2") })), host)).rejects.toMatchObject({
      next: expect.not.stringContaining("reset"),
    });
  });

  it("takes foreign files over when it is told to, as a shown change", async () => {
    const host = new MemoryHost().put("/a", "theirs");
    const { result } = await applyOn(phaseOf(step({ "/a": textState("ours") }, "overwrite")), host);
    expect(result.changes[0]?.changes).toEqual([
      { kind: "file", path: "/a", before: textState("theirs"), after: textState("ours") },
    ]);
    expect(host.text("/a")).toBe("ours");
  });

  it("makes its tree from what the machine holds", async () => {
    const host = new MemoryHost().put("/name", "cp1");
    const tree = async ({ host: view }: { host: { name: string } }) => new Map([["/a", textState(view.name)]]);
    await applyOn(phaseOf(filesStep({ id: "f", title: "f", tree, foreign: "refuse" })), host);
    expect(host.text("/a")).toBe("node1");
  });
});

describe("directoriesStep()", () => {
  it("makes directories and sets the mode of those that are there", async () => {
    const host = new MemoryHost();
    host.files.place({ path: "/a", state: directoryState(0o777) });
    await applyOn(
      phaseOf(
        directoriesStep({
          id: "d",
          title: "d",
          directories: new Map([
            ["/a", 0o700],
            ["/a/b", 0o755],
          ]),
        }),
      ),
      host,
    );
    expect([host.files.get("/a"), host.files.get("/a/b")]).toEqual([directoryState(0o700), directoryState(0o755)]);
  });
});

describe("absentStep()", () => {
  it("takes away what is there and empties directories that stay", async () => {
    const host = new MemoryHost()
      .put("/gone/deep/f", "x")
      .put("/stays/a", "x")
      .put("/stays/d/b", "x")
      .put("/other", "x");
    const gone = absentStep({ id: "a", title: "a", paths: ["/gone", "/never"], contentsOf: ["/stays", "/nowhere"] });
    await applyOn(phaseOf(gone), host);
    expect([...host.tree().keys()]).toEqual(["/other", "/stays"]);
    expect((await applyOn(phaseOf(gone), host)).result.changed).toBe(0);
  });
});
