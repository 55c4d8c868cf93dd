import { processIo } from "../../src/cli/process-io.ts";

/** Says "ready", then "stopping" when it is asked to stop, and never ends by itself. */
const io = processIo();
io.signal.addEventListener("abort", () => io.stdout.write("stopping\n"));
io.stdout.write("ready\n");
setInterval(() => undefined, 1000);
