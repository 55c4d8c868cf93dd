import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrateConfig } from "../../src/config/migrate-config.ts";
import {
  printInitDefaults,
  printJoinDefaults,
  printResetDefaults,
  printUpgradeDefaults,
} from "../../src/config/print-defaults.ts";
import { validateConfig } from "../../src/config/validate-config.ts";
import { labFor } from "../lab/support/lab-name.ts";
import { corpus, fileExists, type Verdict } from "./support/corpus.ts";
import { entropy, machine } from "./support/request.ts";

interface Answer {
  readonly verdict: Verdict;
  readonly stderr: string;
}

let kubeadm = "";
let directory = "";

beforeAll(async () => {
  kubeadm = join((await labFor("verdicts").prepare()).kubernetes, "kubeadm");
  directory = await mkdtemp(join(tmpdir(), "kubewright-verdicts-"));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(kubeadm, args, { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, stdout, stderr });
    });
  });
}

async function ask(path: string): Promise<Answer> {
  const { code, stderr } = await run("config", "validate", "--config", path);
  return { verdict: code === 0 ? "accepted" : "refused", stderr };
}

async function askAbout(name: string, text: string): Promise<Answer> {
  const path = join(directory, `${name}.yaml`);
  await writeFile(path, text);
  return ask(path);
}

/** Runs a question for each item, as many at once as there are processors. */
async function forEach<Item, Result>(
  items: readonly Item[],
  question: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await question(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

describe("real kubeadm", () => {
  test("says of every file of the corpus what is recorded", async () => {
    const files = corpus();
    const answers = await forEach(files, ({ path }) => ask(path));
    const verdicts = files.map(({ name }, index) => [name, answers[index]?.verdict]);
    expect(verdicts).toEqual(files.map(({ name, verdict }) => [name, verdict]));
  });

  test("reads the defaults that we print without a word", async () => {
    const printed = {
      init: printInitDefaults(["KubeletConfiguration", "KubeProxyConfiguration"]),
      join: printJoinDefaults("node"),
      reset: printResetDefaults(),
      upgrade: printUpgradeDefaults(),
    };
    for (const [name, text] of Object.entries(printed)) {
      expect(await askAbout(name, text), name).toEqual({ verdict: "accepted", stderr: "" });
    }
  });

  test("reads what we migrate without a word", async () => {
    const migrated = new Map<string, string>();
    for (const { name, text, verdict } of corpus()) {
      if (verdict !== "accepted") continue;
      migrated.set(migrateConfig({ source: { name, text }, machine, entropy, fileExists }).text, name);
    }
    const answers = await forEach([...migrated], async ([text, name]) => {
      const answer = await askAbout(name, text);
      const words = answer.stderr.split("\n").filter((line) => line !== "" && !isAboutAValue(line));
      return { name, verdict: answer.verdict, words };
    });
    expect(answers.filter(({ verdict, words }) => verdict !== "accepted" || words.length > 0)).toEqual([]);
  });

  test("prints defaults that we read without a word", async () => {
    for (const kind of ["init", "join", "reset", "upgrade"]) {
      const { stdout } = await run("config", "print", `${kind}-defaults`);
      expect(validateConfig({ source: { name: kind, text: stdout } }).warnings, kind).toEqual([]);
    }
  });
});

/** A warning that the file itself deserves: long validity, deprecated networks, a second port, several kinds in one file. */
function isAboutAValue(line: string): boolean {
  return /WARNING|fec0::\/10/.test(line);
}
