import { expect, test } from "vitest";
import { clockReached } from "../../src/preflight/checks/clock.ts";
import { looking } from "./healthy-machine.ts";

const validFrom = new Date("2026-11-21T12:00:00Z");
const at = (time: string) => looking({ commands: { "date +%s": `${Date.parse(time) / 1000}\n` } });

test("a clock that is behind the certificates' first second is in the way, with both times", async () => {
  const [finding] = await clockReached(validFrom).look(at("2026-11-21T10:00:00Z"));
  expect(finding).toMatchObject({
    severity: "error",
    what: "The clock says 2026-11-21T10:00:00Z, and the certificates made now are valid from 2026-11-21T12:00:00Z on.",
    next: expect.stringContaining("timedatectl"),
  });
});

test.each(["2026-11-21T12:00:00Z", "2026-11-22T00:00:00Z"])("a clock that says %s is not", async (time) => {
  expect(await clockReached(validFrom).look(at(time))).toEqual([]);
});

test("a machine that cannot tell the time is not complained about", async () => {
  const { checks, ...context } = { checks: clockReached(validFrom), ...looking({}) };
  expect(await checks.look(context)).toEqual([]);
});
