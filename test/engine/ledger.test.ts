import { describe, expect, it } from "vitest";
import { bookkeeper } from "../../src/engine/bookkeeper.ts";
import type { FileChange } from "../../src/engine/change.ts";
import { digest, ledger, ledgerPath, ledgerText, parseLedger, standing } from "../../src/engine/ledger.ts";
import { directoryState, symlinkState, textState } from "../../src/host/file-state.ts";
import { Secret } from "../../src/secret.ts";
import { MemoryHost } from "../support/memory-host.ts";

const made = (path: string, content: string, before: FileChange["before"] = null): FileChange => ({
  kind: "file",
  path,
  before,
  after: textState(content, 0o600),
});
const gone = (path: string): FileChange => ({ kind: "file", path, before: null, after: null });

describe("the ledger", () => {
  it("tells what is ours, what was edited and what is foreign", async () => {
    const host = new MemoryHost();
    await bookkeeper(host).record("certs", [made("/a", "new", textState("old"))]);
    const book = await ledger.read(host);
    const stands = ["new", "old", "other"].map((content) => standing(book, "/a", textState(content)));
    expect(stands).toEqual(["ours", "ours", "edited"]);
    expect(standing(book, "/a", symlinkState("new"))).toBe("edited");
    expect(standing(book, "/b", textState("new"))).toBe("foreign");
  });

  it("holds the hash of a secret and not the secret", async () => {
    const host = new MemoryHost();
    await bookkeeper(host).record("certs", [{ ...made("/k", ""), after: textState(new Secret("very secret"), 0o600) }]);
    expect(host.text(ledgerPath)).toContain(digest(textState("very secret")));
    expect(host.text(ledgerPath)).not.toContain("very secret");
    expect(host.files.get(ledgerPath)).toMatchObject({ mode: 0o600 });
  });

  it("reads what it writes", () => {
    const files = new Map([
      ["/d", { type: "directory", sha256: digest(directoryState()), mode: 0o755, phase: "p" }],
      ["/f", { type: "file", sha256: "00", was: "11", mode: 0o600, phase: "p" }],
    ] as const);
    expect(parseLedger(ledgerText({ files }))).toEqual({ files });
  });

  it.each([
    "",
    "{",
    "[]",
    "null",
    '{"version":2,"files":{}}',
    '{"version":1,"files":{"/a":{"type":"file"}}}',
    '{"version":1,"files":[]}',
  ])("%j is no ledger, and nothing is ours then", async (text) => {
    expect(parseLedger(text)).toBeNull();
    const book = await ledger.read(new MemoryHost().put(ledgerPath, text));
    expect(book.files.size).toBe(0);
  });

  it("brings the entries of steps that run side by side together, in few writes", async () => {
    const host = new MemoryHost();
    const books = bookkeeper(host);
    await Promise.all(Array.from({ length: 20 }, (_, n) => books.record("p", [made(`/f${n}`, "x")])));
    expect((await ledger.read(host)).files.size).toBe(20);
    expect(host.effects.length).toBeLessThan(3);
  });

  it("keeps the entries of earlier runs", async () => {
    const host = new MemoryHost();
    await bookkeeper(host).record("p", [made("/a", "x")]);
    await bookkeeper(host).record("p", [made("/b", "x")]);
    expect([...(await ledger.read(host)).files.keys()]).toEqual(["/a", "/b"]);
  });

  it("forgets what was taken away with all below it, and goes itself when it is empty", async () => {
    const host = new MemoryHost();
    const books = bookkeeper(host);
    await books.record("p", [made("/d/a", "x"), made("/d/e/b", "x"), made("/dd", "x")]);
    await books.forget([gone("/d")]);
    expect([...(await ledger.read(host)).files.keys()]).toEqual(["/dd"]);
    await books.forget([gone("/dd")]);
    expect(host.text(ledgerPath)).toBeNull();
  });

  it("does not come back when it was taken away itself", async () => {
    const host = new MemoryHost();
    const books = bookkeeper(host);
    await books.record("p", [made("/a", "x")]);
    await host.write([{ path: "/var/lib/kubewright", state: null }]);
    await books.forget([gone("/var/lib/kubewright")]);
    expect(host.files.get("/var/lib/kubewright")).toBeUndefined();
  });

  it("a failed write fails who waits for it, and not the next", async () => {
    const host = new MemoryHost();
    const write = host.write.bind(host);
    host.write = async () => Promise.reject(new Error("no space"));
    const books = bookkeeper(host);
    await expect(books.record("p", [made("/a", "x")])).rejects.toThrow("no space");
    host.write = write;
    await books.record("p", [made("/b", "x")]);
    expect([...(await ledger.read(host)).files.keys()]).toEqual(["/a", "/b"]);
  });
});
