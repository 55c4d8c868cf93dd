// npm run check: the fast inner loop. Types, lint, ring 1 and a sample of ring 2, side by side, within half a minute.
import { install } from "./install.mjs";
import { checkStyle, checkTypes, conclude } from "./stages.mjs";
import { runVitest } from "./vitest.mjs";

const startedAt = performance.now();
await install();
const tests = runVitest(["--config", "vitest.check.config.ts"], { quiet: true });
const sums = await Promise.all([checkTypes(), checkStyle(), tests]);
const { failed, output } = sums[2];
if (failed > 0) process.stdout.write(output);
process.exitCode = conclude(sums, startedAt);
