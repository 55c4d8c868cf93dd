// npm run soak [-- PART...]: every crash point and many more random cases, part after part; for a night. One that fails does not keep
// the others from running. KUBEWRIGHT_SEED=7 takes other crash points in the lab. The result belongs into an issue's closing note.
import { mkdtempSync, readdirSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { root, say } from "./command.mjs";
import { install } from "./install.mjs";
import { chosenParts, soakParts } from "./soak-parts.mjs";
import { buildProduct, counted, duration } from "./stages.mjs";
import { runVitest } from "./vitest.mjs";

function testFiles() {
  const paths = readdirSync(join(root, "test"), { recursive: true });
  return paths.filter((path) => path.endsWith(".test.ts")).map((path) => join("test", path));
}

/** Runs a part, its cases shared out to as many processes as there are processors where it can be; says what came of it and how long it took. */
async function run({ name, args, isShared }, directory) {
  const startedAt = performance.now();
  const shares = isShared ? availableParallelism() : 1;
  const sums = await Promise.all(
    Array.from({ length: shares }, (_, index) => {
      const share = `${index + 1}/${shares}`;
      const log = join(directory, isShared ? `${name}-${index + 1}.log` : `${name}.log`);
      return runVitest(args, { env: { KUBEWRIGHT_SOAK: "1", KUBEWRIGHT_SHARE: share }, log });
    }),
  );
  const count = (key) => sums.reduce((sum, part) => sum + part[key], 0);
  const failures = sums.flatMap((sum) => sum.failures.map((failure) => `${name}: ${failure}`));
  const sum = { passed: count("passed"), failed: count("failed"), failures };
  say(`${name}: ${sum.passed} passed, ${sum.failed} failed, after ${duration(startedAt)}`);
  process.stdout.write(failures.map((failure) => `  ${failure}\n`).join(""));
  return sum;
}

await counted(async function* () {
  const parts = chosenParts(soakParts(testFiles()), process.argv.slice(2));
  await install({ lab: true });
  yield await buildProduct();
  const directory = mkdtempSync(join(tmpdir(), "kubewright-soak-"));
  say(`${parts.map(({ name }) => name).join(", ")}; what each of them prints is in ${directory}`);
  for (const part of parts) yield await run(part, directory);
});
