import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Call, CommandSpec } from "../../src/cli/command-spec.ts";
import { commandTree } from "../../src/cli/command-tree.ts";
import { listParts } from "../../src/cli/flag-text.ts";
import { flags } from "../../src/cli/flags/shelf.ts";
import { normalArguments } from "../../src/cli/normal-arguments.ts";
import { allFlags, flagsFor, runCommandLine } from "../../src/cli/run-command-line.ts";
import { exitCodes, KubewrightError, ManyErrors } from "../../src/errors.ts";
import { type MemoryIoOptions, memoryIo } from "../support/memory-io.ts";

const example = { what: "An example", type: "tool go" };

/** A small program whose command keeps the call it got. */
function tool(run: NonNullable<CommandSpec["run"]>): CommandSpec {
  const go: CommandSpec = {
    name: "go",
    summary: "Go",
    arguments: "[places...]",
    flags: flags("config", "dry-run", "force", "ignore-preflight-errors", "apiserver-bind-port", "token-ttl", "output"),
    examples: [example, example],
    run,
    commands: [{ name: "phase", summary: "Go a part", flags: flags("config"), examples: [example, example], run }],
  };
  return { name: "tool", summary: "A tool", flags: flags(), examples: [example, example], commands: [go] };
}

async function call(...argv: readonly string[]): Promise<Call> {
  let got: Call | undefined;
  const io = memoryIo();
  const code = await runCommandLine(
    argv,
    io,
    tool(async (given) => {
      got = given;
      return exitCodes.done;
    }),
  );
  if (got === undefined) throw new Error(`exit code ${code}: ${io.out()}${io.err()}`);
  return got;
}

async function typed(argv: readonly string[], root?: CommandSpec, options: MemoryIoOptions = {}) {
  const io = memoryIo(options);
  const code = await runCommandLine(argv, io, root);
  return { code, out: io.out(), err: io.err() };
}

describe("flags are read as kubeadm's users write them", () => {
  test.each([
    [["--config=a.yaml"], { config: "a.yaml" }],
    [["--config", "a.yaml"], { config: "a.yaml" }],
    [["--config", "--force"], { config: "--force" }],
    [["--config="], { config: "" }],
    [["--dry-run"], { "dry-run": true }],
    [["--dry-run=true"], { "dry-run": true }],
    [["--dry-run=F"], { "dry-run": false }],
    [["-f"], { force: true }],
    [["-f=false"], { force: false }],
    [["-fo", "json"], { force: true, output: "json" }],
    [["-ojson"], { output: "json" }],
    [["-o=json"], { output: "json" }],
    [["--apiserver-bind-port", "7443"], { "apiserver-bind-port": 7443 }],
    [
      ["--ignore-preflight-errors=A,B", "--ignore-preflight-errors", "C"],
      { "ignore-preflight-errors": ["A", "B", "C"] },
    ],
    [["--token-ttl", "0"], { "token-ttl": "0" }],
    [["--config", "first", "--config", "second"], { config: "second" }],
  ])("%j", async (argv, flagsGiven) => {
    expect((await call("go", ...argv)).flags).toEqual(flagsGiven);
  });

  test("a switch does not take the word behind it", async () => {
    expect(await call("go", "--dry-run", "true")).toMatchObject({ args: ["true"], flags: { "dry-run": true } });
  });

  test("flags may stand before, between and behind the other words", async () => {
    expect(await call("go", "here", "--force", "there")).toMatchObject({
      args: ["here", "there"],
      flags: { force: true },
    });
  });

  test("after -- everything is a word", async () => {
    expect(await call("go", "--", "--force", "-v")).toMatchObject({ args: ["--force", "-v"], flags: {} });
  });

  test.each([["-v=5"], ["-v5"], ["--v=5"], ["--v", "5"], ["-v", "5"]])("verbosity: %s %s", async (...argv) => {
    expect((await call("go", ...argv)).verbosity).toBe(5);
    expect((await call(...argv, "go")).verbosity).toBe(5);
    expect((await call("go", "phase", ...argv)).verbosity).toBe(5);
  });

  test("-f is the command's own flag also where a flag with its value stands before the command", async () => {
    const reset = commandTree.commands?.find(({ name }) => name === "reset");
    for (const before of [["-v", "5"], ["--v", "5"], ["-v5"], []]) {
      const flags = flagsFor(commandTree, [...before, "reset", "-f"]);
      expect(flags.get("-f")).toBe(reset?.flags?.find(({ name }) => name === "force"));
    }
  });

  test("a flag behind a child command is the child's", async () => {
    expect(await call("go", "phase", "--config", "a")).toMatchObject({ args: [], flags: { config: "a" } });
  });

  test("lists are split as CSV", () => {
    expect(listParts('a,"b,c",d')).toEqual(["a", "b,c", "d"]);
    expect(listParts("")).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[^",]{1,8}$/), { minLength: 1 }), (parts) => {
        expect(listParts(parts.join(","))).toEqual(parts);
      }),
    );
  });

  test("normalArguments() is settled after one time", () => {
    const known = allFlags(commandTree);
    const find = (word: string) => known.get(word);
    const word = fc.constantFrom(
      "--config",
      "--config=a",
      "-f",
      "-v=5",
      "-vf",
      "--dry-run",
      "--dry-run=false",
      "init",
      "x",
      "-",
      "--",
      "-z",
    );
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        const once = normalArguments(argv, find);
        expect(normalArguments(once, find)).toEqual(once);
      }),
    );
  });
});

describe("what cannot be meant is refused with exit code 2", () => {
  test.each([
    [["init", "--confg", "x"], "--config"],
    [["init", "--pod-networkcidr=x"], "--pod-network-cidr"],
    [["initt"], "init"],
    [["init", "phase", "cert"], "certs"],
    [["init", "phase", "certs", "apiservr"], "apiserver"],
    [["init", "--apiserver-bind-port", "many"], "not a whole number"],
    [["init", "--dry-run=maybe"], "neither true nor false"],
    [["init", "--config"], "needs a value"],
    [["init", "extra"], "Too many arguments"],
    [["join", "a", "b"], "Too many arguments"],
    [["reset", "--nodes", "w1", "--force"], "--nodes goes with --file"],
    [["reset", "--accept-new-host-keys"], "--accept-new-host-keys goes with --file"],
    [["reset", "-f", "cluster.yaml", "--cert-dir", "/pki"], "--cert-dir does not go with --file"],
    [["apply", "plan.json", "-f", "cluster.yaml"], "A saved plan does not go with --file"],
    [["-z"], "There is no flag -z"],
    [["upgrade", "plan"], "Use kubeadm's"],
    [["certs", "renew", "all"], "Use kubeadm's"],
    [["init", "--rootfs", "/mnt"], "chroot"],
    [["--vmodule=a=5", "version"], "Use -v"],
    [["version", "-o", "xml"], "text, short, json, yaml"],
  ])("%j", async (argv, hint) => {
    const { code, out, err } = await typed(argv);
    expect(code).toBe(exitCodes.usage);
    expect(out).toBe("");
    expect(err).toContain(hint);
    expect(err).toContain("Next: ");
  });

  test.each([[[]], [["init", "phase"]], [["token"]], [["config"]]])(
    "a parent without a command shows its help: %j",
    async (argv) => {
      const { code, err } = await typed(argv);
      expect(code).toBe(exitCodes.usage);
      expect(err).toContain("Usage:");
    },
  );
});

describe("a command that fails", () => {
  const failing = (error: unknown) =>
    tool(async () => {
      throw error;
    });
  const one = new KubewrightError("ONE", { what: "First.", next: "Do this.", exitCode: exitCodes.preflight });
  const two = new KubewrightError("TWO", { what: "Second.", next: "Do that." });

  test("prints every error to standard error and ends with the first one's exit code", async () => {
    const { code, out, err } = await typed(["go"], failing(new ManyErrors([one, two])));
    expect({ code, out }).toEqual({ code: exitCodes.preflight, out: "" });
    expect(err).toContain("First.");
    expect(err).toContain("Second.");
  });

  test("prints JSON lines with -o json", async () => {
    const { out, err } = await typed(["go", "-o", "json"], failing(new ManyErrors([one, two])));
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).code),
    ).toEqual(["ONE", "TWO"]);
    expect(err).toBe("");
  });

  test("is interrupted with exit code 130", async () => {
    const io = memoryIo();
    const code = await runCommandLine(
      ["go"],
      io,
      tool(async (_, { signal }) => {
        io.interrupt();
        throw signal.reason;
      }),
    );
    expect(code).toBe(exitCodes.interrupted);
    expect(io.err()).toContain("Interrupted");
  });
});

describe("help", () => {
  test("kubewright --help", async () => {
    const { code, out } = await typed(["--help"]);
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot("../golden/screens/help.txt");
  });

  test("kubewright init --help", async () => {
    await expect((await typed(["init", "--help"])).out).toMatchFileSnapshot("../golden/screens/help-init.txt");
  });

  test("kubewright help init is kubewright init --help", async () => {
    expect((await typed(["help", "init"])).out).toBe((await typed(["init", "-h"])).out);
  });

  test("kubewright help exit-codes names every code", async () => {
    const { out } = await typed(["help", "exit-codes"]);
    for (const code of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`^ +${code}  \\w`, "m"));
  });

  test("is wrapped at narrow terminals", async () => {
    const { out } = await typed(["init", "--help"], undefined, { columns: 60 });
    const flagLines = out.slice(0, out.indexOf("Examples:")).split("\n");
    for (const line of flagLines) expect(line.length).toBeLessThanOrEqual(60);
  });
});
