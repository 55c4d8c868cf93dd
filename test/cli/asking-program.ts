import { processIo } from "../../src/cli/process-io.ts";

const io = processIo();
try {
  const answer = await io.ask("Sure? ");
  process.stdout.write(`answer ${JSON.stringify(answer)}\n`);
} catch {
  process.stdout.write(`aborted ${io.signal.aborted}\n`);
}
