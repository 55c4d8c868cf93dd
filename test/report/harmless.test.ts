import { expect, test } from "vitest";
import { openReporter } from "../../src/report/open-reporter.ts";
import { memoryIo } from "../support/memory-io.ts";

test("a fault in the showing stops no run and is told at the end", async () => {
  const io = memoryIo();
  const broken = {
    ...io,
    stdout: {
      ...io.stdout,
      write: () => {
        throw new Error("no paper");
      },
    },
  };
  const reporter = await openReporter(broken, { output: "json", verbosity: 0, view: "run" });
  expect(() => reporter.tell({ at: 0, host: "cp1", type: "phase-started", phase: "a", title: "A" })).not.toThrow();
  await reporter.close();
  expect(io.err()).toContain("no paper");
});
