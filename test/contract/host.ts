import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoryState, textState } from "../../src/host/file-state.ts";
import type { FileState, FileWrite, Host, Looked, Looks, StreamTarget } from "../../src/host/host.ts";
import { reveal, Secret } from "../../src/secret.ts";
import { symlinkState } from "../support/symlink-state.ts";

/** A host that the suite may work on. */
export interface HostUnderTest {
  readonly host: Host;
  /** An empty directory on it, without a slash at the end. */
  readonly root: string;
  /** "uid:gid" of what this user makes, and another one that the user may give files to. */
  readonly owner: string;
  readonly otherOwner: string;
  /** Starts a server on the machine that calls back with each connection. */
  readonly serve: (kind: "tcp" | "unix", onConnect: (stream: Duplex) => void) => Promise<StreamTarget>;
  readonly close: () => Promise<void>;
}

/** A host of which the user is root. */
export function rootsHost(
  { host, root, serve }: Pick<HostUnderTest, "host" | "root" | "serve">,
  close: () => Promise<unknown>,
): HostUnderTest {
  return { host, root, serve, owner: "0:0", otherOwner: "123:456", close: async () => void (await close()) };
}

/** What every kind of host promises. `open` makes a fresh one for each test. */
export function hostContract(kind: string, open: () => Promise<HostUnderTest>): void {
  describe(`the host contract: ${kind}`, () => {
    let on: HostUnderTest;
    beforeEach(async () => {
      on = await open();
    });
    afterEach(async () => on.close());
    files(() => on);
    commands(() => on);
    streams(() => on);
    locks(() => on);
  });
}

/** What a host that is near does not need a way of its own for. */
async function lookedBehind(host: Host, writes: readonly FileWrite[], looks: Looks): Promise<Looked> {
  await host.write(writes);
  const [seen, lists] = await Promise.all([host.read(looks.files), host.list(looks.directories)]);
  const times = await host.modified(looks.times);
  return {
    files: new Map(looks.files.map((path) => [path, seen.get(path) ?? null])),
    lists: new Map(looks.directories.map((path) => [path, lists.get(path) ?? null])),
    times: new Map(looks.times.map((path) => [path, times.get(path) ?? null])),
  };
}

function files(get: () => HostUnderTest): void {
  const at = (name: string): string => `${get().root}/${name}`;
  const own = (content: string | Secret, mode = 0o644): FileState => textState(content, mode, get().owner);
  const write = (...writes: FileWrite[]): Promise<void> => get().host.write(writes);
  const read = async (name: string): Promise<FileState | undefined> =>
    (await get().host.read([at(name)])).get(at(name));

  it("a file is read as it was written", async () => {
    await write({ path: at("a"), state: own("one\ntwo\n", 0o600) });
    expect(await read("a")).toEqual(own("one\ntwo\n", 0o600));
  });

  it.each([0o400, 0o600, 0o640, 0o644, 0o755, 0o4755])("mode %o stands whatever the umask", async (mode) => {
    await write({ path: at("moded"), state: own("x", mode) });
    expect(await read("moded")).toMatchObject({ mode });
  });

  it("a file belongs to the owner it names", async () => {
    await write({ path: at("owned"), state: textState("x", 0o600, get().otherOwner) });
    expect(await read("owned")).toMatchObject({ owner: get().otherOwner });
  });

  it("what is looked at behind a write is what the write has left, also where nothing is", async () => {
    const { host, root } = get();
    const files = [at("a"), at("link"), at("none"), at("d")];
    const looks = { files, directories: [root, at("d"), at("none")], times: [at("a"), at("none")] };
    const writes: FileWrite[] = [
      { path: at("a"), state: own("one\ntwo\n", 0o600) },
      { path: at("link"), state: symlinkState("a") },
      { path: at("d"), state: directoryState(0o700, get().otherOwner) },
      { path: at("d/b"), state: own("") },
    ];
    const looked = await (host.writeThenLook?.(writes, looks) ?? lookedBehind(host, writes, looks));
    const directory = { type: "directory", mode: 0o700, owner: get().otherOwner };
    const states = [own("one\ntwo\n", 0o600), expect.objectContaining({ target: "a" }), null, directory];
    expect([...looked.files.values()]).toEqual(states);
    expect([...looked.lists.values()]).toEqual([["a", "d", "link"], ["b"], null]);
    expect(looked.times).toEqual(new Map([...(await host.modified([at("a")])), [at("none"), null]]));
  });

  it("a file is replaced whole, with its new mode and owner", async () => {
    await write({ path: at("a"), state: own("a long first text", 0o600) });
    await write({ path: at("a"), state: textState("short", 0o644, get().otherOwner) });
    expect(await read("a")).toEqual(textState("short", 0o644, get().otherOwner));
  });

  it("missing parents come with mode 0755", async () => {
    await write({ path: at("deep/er/file"), state: own("x") });
    expect(await read("deep")).toMatchObject({ type: "directory", mode: 0o755 });
    expect(await read("deep/er")).toMatchObject({ type: "directory", mode: 0o755 });
  });

  it("a directory is made with its mode, and an existing one gets it without losing what it holds", async () => {
    await write({ path: at("d"), state: directoryState(0o755, get().owner) }, { path: at("d/f"), state: own("x") });
    await write({ path: at("d"), state: directoryState(0o700, get().otherOwner) });
    expect(await read("d")).toEqual(directoryState(0o700, get().otherOwner));
    expect(await read("d/f")).toEqual(own("x"));
  });

  it("a file does not take the place of a directory, nor a directory that of a file", async () => {
    await write({ path: at("d/f"), state: own("x") });
    await expect(write({ path: at("d"), state: own("y") })).rejects.toThrow();
    await expect(write({ path: at("d/f"), state: directoryState() })).rejects.toThrow();
    expect(await read("d/f")).toEqual(own("x"));
  });

  it("a symbolic link is read as itself and replaced as itself", async () => {
    await write({ path: at("target"), state: own("x") }, { path: at("link"), state: symlinkState("target") });
    expect(await read("link")).toEqual(symlinkState("target"));
    await write({ path: at("link"), state: symlinkState("nowhere/at all") });
    expect(await read("link")).toEqual(symlinkState("nowhere/at all"));
    await write({ path: at("link"), state: own("a file now") });
    expect([await read("link"), await read("target")]).toEqual([own("a file now"), own("x")]);
  });

  it("paths go through a link to a directory", async () => {
    await write({ path: at("real/f"), state: own("x") }, { path: at("alias"), state: symlinkState("real") });
    expect(await read("alias/f")).toEqual(own("x"));
    await write({ path: at("alias/g"), state: own("y") });
    expect(await read("real/g")).toEqual(own("y"));
  });

  it("null takes away a file, a link without its target, and a directory with all that is in it", async () => {
    await write(
      { path: at("d/e/f"), state: own("x") },
      { path: at("t"), state: own("t") },
      { path: at("l"), state: symlinkState("t") },
    );
    await write(
      { path: at("d"), state: null },
      { path: at("l"), state: null },
      { path: at("never/there"), state: null },
    );
    expect(await get().host.list([get().root, at("d")])).toEqual(new Map([[get().root, ["t"]]]));
  });

  it("writes of one call are done in order", async () => {
    await write(
      { path: at("x"), state: own("1") },
      { path: at("x"), state: null },
      { path: at("x/y"), state: own("2") },
    );
    expect(await read("x/y")).toEqual(own("2"));
  });

  it("the same path twice in one call holds the last", async () => {
    await write({ path: at("x"), state: own("1") }, { path: at("x"), state: own("2") });
    expect(await read("x")).toEqual(own("2"));
  });

  it("a hundred files in one call are all there, and no temporary name stays", async () => {
    const names = Array.from({ length: 100 }, (_, index) => `many/${index % 7}/file-${index}`);
    await write(...names.map((name) => ({ path: at(name), state: own(name) })));
    const found = await get().host.read(names.map(at));
    expect(names.every((name) => reveal((found.get(at(name)) as { content: string }).content) === name)).toBe(true);
    const listed = await get().host.list(Array.from({ length: 7 }, (_, index) => at(`many/${index}`)));
    expect([...listed.values()].flat().filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("a file of five megabytes comes back the same", async () => {
    const content = "0123456789abcdef\n".repeat(300_000);
    await write({ path: at("big"), state: own(content) });
    expect(await read("big")).toEqual(own(content));
  });

  it.each([
    "with blank",
    "it's",
    'quo"te',
    "$HOME",
    "`id`",
    "a;b",
    "-rf",
    "ünïcödé",
    "new\nline",
    "back\\slash",
    "*",
    "#x",
    "~",
  ])("the name %j is only a name", async (name) => {
    await write({ path: at(name), state: own("x") });
    expect(await read(name)).toEqual(own("x"));
    expect(await get().host.list([get().root])).toEqual(new Map([[get().root, [name]]]));
    await write({ path: at(name), state: null });
    expect(await read(name)).toBeUndefined();
  });

  it.each([
    "",
    "\n",
    "no newline at the end",
    "\u0000 and \u0007",
    "ünïcödé ✓ 🚀",
    "a\r\nb\r\n",
    "\ufeffmark",
    "trailing\n\n\n",
  ])("the content %j comes back the same", async (content) => {
    await write({ path: at("f"), state: own(content) });
    expect(await read("f")).toEqual(own(content));
  });

  it("keys and files with a private key in them come as Secret", async () => {
    const pem = "-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY-----\n";
    await write(
      { path: at("a.key"), state: own(new Secret("k"), 0o600) },
      { path: at("plain"), state: own(new Secret(pem)) },
    );
    const [key, plain] = [await read("a.key"), await read("plain")];
    expect(JSON.stringify([key, plain])).not.toContain("PRIVATE");
    expect(
      [key, plain].map((state) =>
        state?.type === "file" && state.content instanceof Secret ? state.content.reveal() : null,
      ),
    ).toEqual(["k", pem]);
  });

  it("what is not there is not in any answer, also below a file", async () => {
    await write({ path: at("f"), state: own("x") });
    const nothing = [at("none"), at("none/below"), at("f/below")];
    expect((await get().host.read(nothing)).size).toBe(0);
    expect((await get().host.list([at("none"), at("f")])).size).toBe(0);
    expect((await get().host.modified(nothing)).size).toBe(0);
  });

  it("no paths at all are a question without an answer, and no writes are nothing", async () => {
    expect(
      (await get().host.read([])).size + (await get().host.list([])).size + (await get().host.modified([])).size,
    ).toBe(0);
    await write();
  });

  it("names in a directory are sorted by code, dot names among them", async () => {
    for (const name of ["b", "a", ".c", "B"]) await write({ path: at(`d/${name}`), state: own("") });
    expect((await get().host.list([at("d")])).get(at("d"))).toEqual([".c", "B", "a", "b"]);
  });

  it("what is written later is modified later", async () => {
    await write({ path: at("a"), state: own("1") }, { path: at("l"), state: symlinkState("a") });
    const before = await get().host.modified([at("a"), at("l")]);
    expect(before.get(at("l"))).toBe(before.get(at("a")));
    // The kernel stamps files with a clock that ticks every few milliseconds.
    await expect
      .poll(async () => {
        await write({ path: at("a"), state: own("2") });
        return (await get().host.modified([at("a")])).get(at("a"));
      })
      .toBeGreaterThan(before.get(at("a")) ?? Number.NaN);
  });

  it.each(["relative", "/a/../b", "/", "/a/", "/a//b"])(
    "the path %j is refused before anything is written",
    async (path) => {
      await expect(write({ path: at("first"), state: own("x") }, { path, state: null })).rejects.toMatchObject({
        code: "HOST_PATH_INVALID",
      });
      expect(await read("first")).toBeUndefined();
    },
  );
}

function commands(get: () => HostUnderTest): void {
  it("a command's outputs and code come back apart", async () => {
    const result = await get().host.run({ argv: ["sh", "-c", "echo out; echo err >&2; exit 3"] });
    expect(result).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
  });

  it("words reach the command as they are", async () => {
    const words = ["", " ", "it's", '"', "$HOME", "`id`", "a\nb", "*", "\\", "-n", "ü", "a=b"];
    const result = await get().host.probe({ argv: ["printf", "<%s>", ...words] });
    expect(result.stdout).toBe(words.map((word) => `<${word}>`).join(""));
  });

  it.each([
    ["a text", "hello\n"],
    ["a secret", new Secret("hidden\n")],
    ["much", "x".repeat(3_000_000)],
  ])("%s goes in at standard input", async (_name, stdin) => {
    expect((await get().host.run({ argv: ["cat"], stdin })).stdout).toBe(reveal(stdin));
  });

  it("without an input the command reads an end at once", async () => {
    expect(await get().host.run({ argv: ["cat"] })).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("a command that ends without reading its input is no error", async () => {
    expect((await get().host.run({ argv: ["true"], stdin: "x".repeat(1_000_000) })).code).toBe(0);
  });

  it("a command that is not there has code -1 or 127 and says so", async () => {
    const result = await get().host.probe({ argv: ["kubewright-no-such-command"] });
    expect([-1, 127]).toContain(result.code);
    expect(result.stderr).not.toBe("");
  });

  it("a command that dies by a signal has code -1 or 128 and more", async () => {
    const { code } = await get().host.run({ argv: ["sh", "-c", "kill -TERM $$"] });
    expect(code === -1 || code > 128).toBe(true);
  });

  it("a command is ended at its deadline with all that it started", async () => {
    const began = Date.now();
    const result = await get().host.run({
      argv: ["sh", "-c", "echo early; sleep 50 & sleep 50; wait"],
      timeoutMs: 400,
    });
    expect(Date.now() - began).toBeLessThan(5000);
    expect(result).toMatchObject({ code: -1, stdout: "early\n" });
    expect(result.stderr).toContain("0.4 s");
  });

  it("twenty commands run side by side", async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => get().host.probe({ argv: ["printf", "%s", `${n}`] })),
    );
    expect(results.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 20 }, (_, n) => `${n}`));
  });

  it("a megabyte of output arrives whole", async () => {
    const result = await get().host.probe({ argv: ["sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x"] });
    expect(result.stdout).toBe("x".repeat(1_000_000));
  });

  it("what is asked at the same moment is answered each by itself", async () => {
    const { host, root, owner } = get();
    await host.write([{ path: `${root}/d/f`, state: textState("\n= out 1\nx", 0o600, owner) }]);
    const says = (script: string) => host.probe({ argv: ["sh", "-c", script] });
    const paths = [`${root}/d/f`, `${root}/none`, "/proc/sys/kernel/ostype"];
    const alone = await host.read(paths);
    const [read, list, modified, ...said] = await Promise.all([
      host.read(paths),
      host.list([`${root}/d`]),
      host.modified([`${root}/d/f`, `${root}/none`]),
      ...["printf 'a\\0b'", "cat", "echo one; echo two >&2; exit 3", "true", "echo '}'; exit 300; #'"].map(says),
      host.probe({ argv: ["kubewright-no-such-command"] }),
      host.probe({ argv: ["cat"], stdin: "heard" }),
    ]);
    expect(read).toEqual(alone);
    expect(read.get(`${root}/d/f`)).toEqual(textState("\n= out 1\nx", 0o600, owner));
    expect([...list.values(), [...modified.keys()]]).toEqual([["f"], [`${root}/d/f`]]);
    expect(said.map(({ code, stdout }) => [code, stdout]).slice(0, 5)).toEqual([
      [0, "a\0b"],
      [0, ""],
      [3, "one\n"],
      [0, ""],
      [expect.any(Number), "}\n"],
    ]);
    expect(said[2]?.stderr).toBe("two\n");
    expect([-1, 127]).toContain(said[5]?.code);
    expect(said[6]).toEqual({ code: 0, stdout: "heard", stderr: "" });
  });

  it("a command that hangs, one that says much and one that complains without an end do no harm to others", async () => {
    const ask = (script: string, timeoutMs: number) => get().host.probe({ argv: ["sh", "-c", script], timeoutMs });
    const [hung, much, loud, other] = await Promise.all([
      ask("echo early; sleep 50", 1_000),
      ask("head -c 1000000 /dev/zero | tr '\\0' x", 20_000),
      ask("head -c 3000000 /dev/zero | tr '\\0' y >&2; echo done", 20_000),
      ask("echo other", 20_000),
    ]);
    expect(hung).toMatchObject({ code: -1, stdout: "early\n", stderr: expect.stringContaining("1 s") });
    expect(much.stdout).toBe("x".repeat(1_000_000));
    expect(loud.stderr.length).toBeGreaterThan(0);
    expect(other).toEqual({ code: 0, stdout: "other\n", stderr: "" });
  });

  it("output without an end is a failure, not an answer", async () => {
    const result = await get().host.probe({ argv: ["yes"], timeoutMs: 20_000 });
    expect(result.code).toBe(-1);
    expect(result.stderr).toContain("bytes of output");
  });
}

function streams(get: () => HostUnderTest): void {
  it.each(["tcp", "unix"] as const)("bytes go both ways over a %s stream", async (kind) => {
    const target = await get().serve(kind, (stream) => stream.pipe(stream));
    const stream = await get().host.dial(target);
    const echoed = text(stream);
    stream.end("there and back ✓");
    expect(await echoed).toBe("there and back ✓");
  });

  it("a server that ends the stream ends it here", async () => {
    const target = await get().serve("tcp", (stream) => stream.end("bye"));
    expect(await text(await get().host.dial(target))).toBe("bye");
  });

  it("ten streams at once do not mix", async () => {
    const target = await get().serve("tcp", (stream) => stream.pipe(stream));
    const echoes = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        const stream = await get().host.dial(target);
        const echoed = text(stream);
        stream.end(`${n}`.repeat(1000));
        return echoed;
      }),
    );
    expect(echoes).toEqual(Array.from({ length: 10 }, (_, n) => `${n}`.repeat(1000)));
  });

  it("a port and a socket that nobody serves are refused", async () => {
    await expect(get().host.dial({ port: 1 })).rejects.toThrow();
    await expect(get().host.dial({ socket: `${get().root}/none.sock` })).rejects.toThrow();
  });
}

function locks(get: () => HostUnderTest): void {
  const path = (): string => `${get().root}/run/lock`;

  it("a second holder is refused and told who the first is", async () => {
    const held = await get().host.hold(path(), "kubewright init (root, pid 1)");
    await expect(get().host.hold(path(), "another")).rejects.toMatchObject({
      code: "HOST_LOCKED",
      why: expect.stringContaining("kubewright init (root, pid 1)"),
    });
    await held.release();
  });

  it("a released lock can be taken again, and released twice", async () => {
    const first = await get().host.hold(path(), "first");
    await first.release();
    const second = await get().host.hold(path(), "second");
    await first.release();
    await expect(get().host.hold(path(), "third")).rejects.toMatchObject({ why: expect.stringContaining("second") });
    await second.release();
  });

  it("of ten that ask at once exactly one holds", async () => {
    const ends = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => get().host.hold(path(), `run ${n}`)));
    const held = ends.filter((end) => end.status === "fulfilled");
    expect(held.length).toBe(1);
    expect(
      ends.filter((end) => end.status === "rejected" && (end.reason as { code?: string }).code === "HOST_LOCKED")
        .length,
    ).toBe(9);
    await held[0]?.value.release();
  });
}
