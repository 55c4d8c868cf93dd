// npm run soak: all rings with every crash point and many more random cases. Takes long; its result belongs into an issue's closing note.
import { install } from "./install.mjs";
import { buildProduct, conclude, ring4, rings123 } from "./stages.mjs";

const startedAt = performance.now();
const env = { KUBEWRIGHT_SOAK: "1" };
await install({ tests: true });
const sums = [await buildProduct(), await rings123({ env }), await ring4({ env })];
process.exitCode = conclude(sums, startedAt);
