import fc from "fast-check";
import { expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { questionText } from "../../src/report/question.ts";
import { memoryIo } from "../support/memory-io.ts";
import { fleetFile } from "../support/memory-machine/operator.ts";
import { runs } from "../support/sample.ts";
import { Screen } from "../support/screen.ts";

/** The questions of a command, as a terminal of 80 columns shows them with these answers. */
async function screenOf(argv: readonly string[], answers: readonly string[]): Promise<string> {
  const input = fleetFile(["cp1", "cp2", "cp3", "w1", "w2", "w3", "w4", "w5"]);
  const io = memoryIo({ isTerminal: true, input, answers });
  await runCommandLine(argv, io);
  const screen = new Screen(80);
  io.asked().forEach((question, index) => {
    screen.write(`${questionText(question, 80)}${answers[index]}\r\n`);
  });
  return screen.text();
}

test("what reset asks before it takes away a cluster, or some of its hosts", async () => {
  const whole = await screenOf(["reset", "-f", "-"], ["no"]);
  const some = await screenOf(["reset", "-f", "-", "--nodes", "w1,w2"], ["Lab"]);
  await expect(`${whole}\n\n${some}\n`).toMatchFileSnapshot("../golden/screens/reset-question.txt");
});

test("what new asks", async () => {
  const answers = ["10.0.0.11,10.0.0.12,10.0.0.13", "10.0.0.21", "ubuntu", "api.example.com"];
  await expect(`${await screenOf(["new"], answers)}\n`).toMatchFileSnapshot("../golden/screens/new-questions.txt");
});

test("a question has no line that is longer than the terminal but for a word that is, and loses nothing", () => {
  const word = fc.stringMatching(/^[a-z/:.]{1,30}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 20, max: 120 }),
      (words, columns) => {
        const shown = questionText(`${words.join(" ")} `, columns);
        for (const line of shown.split("\n")) expect(line.length <= columns || !line.trim().includes(" ")).toBe(true);
        expect(shown.endsWith(" ")).toBe(true);
        expect(shown.trim().split(/\s+/)).toEqual(words);
      },
    ),
    runs(200),
  );
});

test("a machine's question moves no cursor and takes no line back", () => {
  const esc = "\u001B";
  expect(questionText(`ops on w1: ${esc}[2K\rPassword of root\u0007: `, 80)).toBe("ops on w1: Password of root: ");
});
