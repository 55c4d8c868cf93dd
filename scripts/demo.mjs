// npm run demo: five hosts with systemd, one `kubewright apply` over SSH, and a Ready cluster of three control planes and two workers to look at.
import { join } from "node:path";
import { build } from "./build.mjs";
import { root } from "./command.mjs";
import { install } from "./install.mjs";

await install({ lab: true });
await build();
// In this very process, so that the demo has the terminal to itself.
process.argv = [process.execPath, "run-ts.mjs", join(root, "lab", "demo.ts"), ...process.argv.slice(2)];
await import("./run-ts.mjs");
