// npm test: everything. Installs what is missing, checks types and style, builds, runs all four rings. Last line: "N passed, N failed".
import { say } from "./command.mjs";
import { install } from "./install.mjs";
import { buildProduct, checkStyle, checkTypes, conclude, ring4, rings123 } from "./stages.mjs";

const startedAt = performance.now();
await install({ tests: true });
say("type check, lint, build");
const ground = await Promise.all([checkTypes(), checkStyle(), buildProduct()]);
const sums = [...ground, await rings123(), await ring4()];
process.exitCode = conclude(sums, startedAt);
