import { describe, expect, it } from "vitest";
import { bookkeeper } from "../../src/engine/bookkeeper.ts";
import type { FileChange } from "../../src/engine/change.ts";
import { digest, ledger, ledgerPath, ledgerText, parseLedger, standing } from "../../src/engine/ledger.ts";
import { KubewrightError } from "../../src/errors.ts";
import { directoryState, textState } from "../../src/host/file-state.ts";
import { Secret } from "../../src/secret.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { symlinkState } from "../support/symlink-state.ts";

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
    await bookkeeper(host).write("certs", [made("/a", "new", textState("old"))]);
    const book = await ledger.read(host);
    const stands = ["new", "old", "other"].map((content) => standing(book, "/a", textState(content)));
    expect(stands).toEqual(["ours", "ours", "edited"]);
    expect(standing(book, "/a", symlinkState("new"))).toBe("edited");
    expect(standing(book, "/b", textState("new"))).toBe("foreign");
  });

  it("holds the hash of a secret and not the secret", async () => {
    const host = new MemoryHost();
    await bookkeeper(host).write("certs", [{ ...made("/k", ""), after: textState(new Secret("very secret"), 0o600) }]);
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
    expect(book).toEqual({ files: new Map(), isUnreadable: true });
    expect(await ledger.read(new MemoryHost())).toEqual({ files: new Map() });
  });

  it("brings what steps side by side write together, in one write that begins with the ledger", async () => {
    const host = new MemoryHost();
    const write = host.write.bind(host);
    const calls: string[][] = [];
    host.write = async (writes) => {
      calls.push(writes.map(({ path }) => path));
      return write(writes);
    };
    const books = bookkeeper(host);
    const paths = Array.from({ length: 20 }, (_, n) => `/f${n}`);
    await Promise.all(paths.map((path) => books.write("p", [made(path, "x")])));
    expect((await ledger.read(host)).files.size).toBe(20);
    expect(calls).toEqual([["/var/lib/kubewright", ledgerPath, ...paths]]);
  });

  it("a path that cannot be written fails the one who wants it, and nobody beside", async () => {
    const host = new MemoryHost();
    const write = host.write.bind(host);
    host.write = async (writes) => {
      if (writes.some(({ path }) => path === "/bad"))
        throw new KubewrightError("HOST_WRITE_FAILED", { what: "/bad could not be written.", next: "" });
      return write(writes);
    };
    const books = bookkeeper(host);
    const ends = await Promise.allSettled(["/a", "/bad", "/b"].map((path) => books.write("p", [made(path, "x")])));
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect([host.text("/a"), host.text("/b")]).toEqual(["x", "x"]);
  });

  it("keeps the entries of earlier runs", async () => {
    const host = new MemoryHost();
    await bookkeeper(host).write("p", [made("/a", "x")]);
    await bookkeeper(host).write("p", [made("/b", "x")]);
    expect([...(await ledger.read(host)).files.keys()]).toEqual(["/a", "/b"]);
  });

  it("forgets what was taken away with all below it, and goes itself when it is empty", async () => {
    const host = new MemoryHost();
    const books = bookkeeper(host);
    await books.write("p", [made("/d/a", "x"), made("/d/e/b", "x"), made("/dd", "x")]);
    await books.write("p", [gone("/d")]);
    expect([...(await ledger.read(host)).files.keys()]).toEqual(["/dd"]);
    await books.write("p", [gone("/dd")]);
    expect(host.text(ledgerPath)).toBeNull();
  });

  it("does not come back when it was taken away itself", async () => {
    const host = new MemoryHost();
    const books = bookkeeper(host);
    await books.write("p", [made("/a", "x")]);
    await books.write("p", [gone("/var/lib/kubewright")]);
    expect(host.files.get("/var/lib/kubewright")).toBeUndefined();
  });

  it("a failed write fails who waits for it, and not the next", async () => {
    const host = new MemoryHost();
    const write = host.write.bind(host);
    host.write = async () => Promise.reject(new Error("no space"));
    const books = bookkeeper(host);
    await expect(books.write("p", [made("/a", "x")])).rejects.toThrow("no space");
    host.write = write;
    await books.write("p", [made("/b", "x")]);
    expect([...(await ledger.read(host)).files.keys()]).toEqual(["/a", "/b"]);
  });
});
