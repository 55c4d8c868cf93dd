// npm run check: the fast inner loop. Types, lint, ring 1 and a sample of ring 2, side by side, within half a minute.
import { install } from "./install.mjs";
import { checkStyle, checkTypes, counted } from "./stages.mjs";
import { runVitest } from "./vitest.mjs";

async function sampleOfTests() {
  const { output, ...sum } = await runVitest(["--config", "vitest.check.config.ts"], { quiet: true });
  if (sum.failed > 0) process.stdout.write(output);
  return sum;
}

await counted(async function* () {
  await install();
  yield* await Promise.all([checkTypes(), checkStyle(), sampleOfTests()]);
});
