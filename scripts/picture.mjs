// node scripts/picture.mjs: records a run in the lab and draws docs/demo.svg.
import { join } from "node:path";
import { build } from "./build.mjs";
import { root, stream } from "./command.mjs";
import { install } from "./install.mjs";

await install({ lab: true });
await build();
const { code } = await stream([process.execPath, join(root, "scripts", "run-ts.mjs"), "lab/picture.ts"]);
process.exitCode = code;
