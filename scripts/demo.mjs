// npm run demo: one host with systemd, `kubewright init` in it, and a Ready control plane to look at.
import { join } from "node:path";
import { build } from "./build.mjs";
import { root, stream } from "./command.mjs";
import { install } from "./install.mjs";

await install({ lab: true });
await build();
const { code } = await stream([
  process.execPath,
  join(root, "scripts", "run-ts.mjs"),
  "lab/demo.ts",
  ...process.argv.slice(2),
]);
process.exitCode = code;
