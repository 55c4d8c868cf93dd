// node scripts/manual.mjs: writes docs/reference/ anew from the schema of the configuration.
import { stream, tool } from "./command.mjs";
import { install } from "./install.mjs";

await install();
const { code } = await stream([tool("vitest"), "run", "test/docs", "--update"]);
process.exitCode = code;
