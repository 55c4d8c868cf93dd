// node scripts/manual.mjs: writes docs/reference/ and docs/schema/ anew from the schema of the configuration and the errors in the sources.
import { stream, tool } from "./command.mjs";
import { install } from "./install.mjs";

await install();
const { code } = await stream([tool("vitest"), "run", "test/docs", "--update"], { env: { KUBEWRIGHT_MANUAL: "1" } });
process.exitCode = code;
