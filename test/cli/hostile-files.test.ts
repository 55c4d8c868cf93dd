import { spawn } from "node:child_process";
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines } from "../support/memory-machine/sample-cluster.ts";
import { processorTime } from "../support/processor-time.ts";

const directory = mkdtempSync(join(tmpdir(), "kubewright-hostile-"));
afterAll(() => rmSync(directory, { recursive: true }));
const at = (name: string) => join(directory, name);

const huge = openSync(at("huge.yaml"), "w");
ftruncateSync(huge, 50 * 1024 * 1024);
closeSync(huge);
writeFileSync(at("long.yaml"), "a: b\n".repeat(10_000_000));
writeFileSync(at("binary.yaml"), Buffer.from("\u007fELF\u0002\u0000\u0000", "latin1"));
writeFileSync(at("latin1.yaml"), Buffer.from("kind: \u00e9\n", "latin1"));
writeFileSync(
  at("bomb.yaml"),
  `a: &a [x,x,x,x,x,x,x,x,x]\n${["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"].map(([from, to]) => `${to}: &${to} [${Array(9).fill(`*${from}`)}]\n`).join("")}`,
);
mkdirSync(at("directory.yaml"));

const files = ["huge", "long", "binary", "latin1", "bomb", "directory", "absent"].map((name) => at(`${name}.yaml`));
const commands = [
  ["init", "--config"],
  ["join", "--config"],
  ["reset", "--config"],
  ["config", "validate", "--config"],
  ["config", "migrate", "--old-config"],
  ["apply", "-f"],
];

test.each(commands.flatMap((words) => [...files, "/dev/zero"].map((file) => [words.join(" "), file, words] as const)))(
  "%s %s is refused in under a second, and nothing is touched",
  async (_, file, words) => {
    const { w1 } = blankMachines();
    const { result: ran, microseconds } = await processorTime(() => kubewright(w1, [...words, file]), 1_000_000);
    expect(microseconds).toBeLessThan(1_000_000);
    expect([ran.code, ran.effects]).toEqual([2, []]);
    expect(ran.err).toMatch(/(CONFIG|YAML)_[A-Z_]+/);
    expect(ran.err).toContain("Next: ");
    expect(ran.err.length).toBeLessThan(2_000);
  },
);

test("standard input without an end is not read to its end", async () => {
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const runner = fileURLToPath(new URL("../../scripts/run-ts.mjs", import.meta.url));
  const child = spawn(process.execPath, [runner, main, "config", "validate", "--config", "-"]);
  child.stdin.on("error", () => undefined);
  const feed = () => {
    while (child.stdin.writable && child.stdin.write("a: b\n".repeat(10_000)));
  };
  child.stdin.on("drain", feed);
  feed();
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  expect(await new Promise((done) => child.on("exit", done))).toBe(2);
  expect(said).toContain("CONFIG_TOO_LARGE");
}, 30_000);
