// npm test: everything. Installs what is missing, checks types and style, builds, runs all four rings. Last line: "N passed, N failed".
import { say } from "./command.mjs";
import { install } from "./install.mjs";
import { buildProduct, checkStyle, checkTypes, counted, ring4, rings123 } from "./stages.mjs";

await counted(async function* () {
  await install({ lab: true });
  say("type check, lint, build");
  yield* await Promise.all([checkTypes(), checkStyle(), buildProduct()]);
  yield await rings123();
  yield await ring4();
});
