import { processIo } from "../../src/cli/process-io.ts";

/** Asks, and says what it heard, and when nobody is to draw on the terminal. */
const io = processIo();
io.heedQuestions((isAsking) => process.stdout.write(isAsking ? "keep off\n" : "draw again\n"));
try {
  const answer = await io.ask(process.argv[2] ?? "Sure? ");
  process.stdout.write(`answer ${JSON.stringify(answer)}\n`);
} catch {
  process.stdout.write(`aborted ${io.signal.aborted}\n`);
}
