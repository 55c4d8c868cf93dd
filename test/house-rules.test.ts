import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { code, evaluatedModules, home, imports, roomOf, sources, texts } from "./support/sources.ts";

/** Sources in which a pattern stands, sorted. */
function sourcesWith(pattern: RegExp, rooms?: readonly string[]): readonly string[] {
  const candidates = sources.filter((path) => rooms === undefined || rooms.includes(roomOf(path)));
  return candidates.filter((path) => pattern.test(code.get(path) ?? "")).sort();
}

describe("the process", () => {
  test("is ended by main.ts, and by the second interrupt", () => {
    expect(sourcesWith(/\bprocess\.exit\(/)).toEqual(["src/cli/process-io.ts", "src/main.ts"]);
  });

  test("is printed to by the command line alone", () => {
    expect(sourcesWith(/\bconsole\.|\bprocess\.std(out|err)\b/)).toEqual(["src/cli/process-io.ts", "src/main.ts"]);
  });

  test("is asked for arguments, environment and directory at the door, and where a program of the user's own depends on them", () => {
    const asking = [
      "src/cli/process-io.ts", // the door
      "src/host/local/spawn.ts", // PATH of what we start
      "src/host/ssh/hop-tokens.ts", // a relative path in the user's ssh_config
      "src/host/ssh/ssh-run.ts", // the user's own ssh runs with the user's environment
      "src/main.ts",
      "src/phases/key-mint.ts", // the size of libuv's pool
      "src/phases/locked.ts", // who holds the lock
    ];
    expect(sourcesWith(/\bprocess\.(argv|env|cwd)\b/)).toEqual(asking);
  });

  test("touches disks and starts programs in the host's room, apart from reading files that the user names", () => {
    const touching = sourcesWith(/["']node:(fs|fs\/promises|child_process)["']/);
    expect(touching.filter((path) => roomOf(path) !== "host")).toEqual([
      "src/cli/commands/config/migrate.ts",
      "src/cli/commands/config/validate.ts",
      "src/read-source.ts",
    ]);
  });
});

describe("steps and what they are made with", () => {
  /** All that says what a machine should be, and what is missing. */
  const deciding = ["facts", "manifests", "phases", "pki", "preflight", "steps", "templates"];

  test("have no branch for a dry run: the API server's own is the one they may ask for", () => {
    const asked = /\bdry-?run\b/i;
    const withoutServers = (text: string) => text.replaceAll("context.objects.dryRun(", "");
    const found = sources.filter(
      (path) => deciding.includes(roomOf(path)) && asked.test(withoutServers(code.get(path) ?? "")),
    );
    expect(found).toEqual([]);
  });

  test("see machines through a view that cannot change them", () => {
    const holders = sourcesWith(/import type \{[^}]*\bHost\b[^}]*\} from "[^"]*host\/host\.ts"/, deciding);
    expect(holders).toEqual([
      "src/phases/etcd-first-start.ts", // the body of a call that the engine makes
      "src/phases/locked.ts", // holds the lock of a whole run
    ]);
  });
});

describe("files", () => {
  test("are not called after nothing", () => {
    const nameless = /(^|\/)(utils?|helpers?|common|types|misc|index)\.ts$/;
    const lists = [
      "src/apply/index.ts",
      "src/init/index.ts",
      "src/join/index.ts",
      "src/reset/index.ts",
      "src/preflight/index.ts",
    ];
    expect(sources.filter((path) => nameless.test(path) && !lists.includes(path))).toEqual([]);
  });
});

describe("exports", () => {
  /** What a later issue will use, and tests do today. */
  const early = ["src/manifests/read-patches.ts: readPatches"]; // --patches is refused so far: src/config/unsupported.ts

  test("functions, constants and classes are used by the product, not by tests alone", () => {
    const uses = new Map<string, number>();
    for (const text of code.values())
      for (const [word] of text.matchAll(/\w+/g)) uses.set(word, (uses.get(word) ?? 0) + 1);
    const declared = /^export (?:async |abstract )?(?:function\*?|const|class) (\w+)/gm;
    const unused = [...code].flatMap(([path, text]) =>
      [...text.matchAll(declared)].flatMap(([, name = ""]) => (uses.get(name) === 1 ? [`${path}: ${name}`] : [])),
    );
    expect(unused).toEqual(early);
  });
});

describe("sizes", () => {
  /** Longer than this a file has more than one idea. */
  const most = 200;

  test(`no source has more than ${most} lines`, () => {
    const lines = (path: string) => (texts.get(path) ?? "").split("\n").length - 1;
    const long = sources.filter((path) => lines(path) > most);
    expect(long.map((path) => `${path} has ${lines(path)} lines`)).toEqual([]);
  });
});

describe("modules that a command does not need are not evaluated:", () => {
  const connected = ["node:crypto", "node:http", "node:tls"];

  test("--version is answered by two files", () => {
    const { to } = imports.find(({ from, isLazy }) => from === "src/main.ts" && !isLazy) ?? {};
    expect([to, evaluatedModules("src/main.ts")]).toEqual(["src/version.ts", []]);
  });

  test.each([
    ["every command", "src/cli/run-command-line.ts", ["commander"]],
    ["init", "src/init/run-init.ts", ["js-yaml", "node-forge", ...connected, "zod"]],
    ["join", "src/join/run-join.ts", ["js-yaml", "node-forge", ...connected, "zod"]],
    ["reset", "src/reset/run-reset.ts", ["js-yaml", ...connected, "zod"]],
    ["token", "src/token/commands.ts", ["js-yaml", ...connected]],
    ["certs certificate-key", "src/certs/certificate-key.ts", ["node:crypto"]],
  ])("%s", (_, entry, modules) => {
    expect(evaluatedModules(entry)).toEqual(modules);
  });
});

describe("scripts", () => {
  test("the lock file names no download addresses", () => {
    expect(readFileSync(join(home, "package-lock.json"), "utf8")).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
  });
});
