import { describe, expect, it } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import { type Check, error, type Finding, warning } from "../../src/preflight/check.ts";
import { PreflightFailed } from "../../src/preflight/preflight-failed.ts";
import { preflightPhase } from "../../src/preflight/preflight-phase.ts";
import { runChecks } from "../../src/preflight/run-checks.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { applyOn, planOn } from "../support/run-plan.ts";
import { looking } from "./healthy-machine.ts";

const bad = error("Port 1 is in use.", "It is needed.", "Stop it.");
const check = (name: string, ...findings: Finding[]): Check => ({ name, look: async () => findings });

describe("running checks", () => {
  it("gives what was found, in the order of the list, whatever ends first", async () => {
    const slow: Check = { name: "Slow", look: () => new Promise((resolve) => setTimeout(() => resolve([bad]), 20)) };
    const results = await runChecks([slow, check("None"), check("Fast", bad)], looking({}));
    expect(results.map(({ name }) => name)).toEqual(["Slow", "Fast"]);
  });

  it.each([["port-1"], ["ALL"], ["Port-1"]])("makes errors warnings where %s is ignored", async (ignored) => {
    const [result] = await runChecks([check("Port-1", bad)], looking({}), [ignored]);
    expect(result?.findings[0]?.severity).toBe("warning");
  });

  it("runs nothing after a gate that fails, unless that is ignored", async () => {
    const gate: Check = { ...check("Gate", bad), gate: true };
    const names = async (ignore: string[]) =>
      (await runChecks([check("A", bad), gate], looking({}), ignore)).map(({ name }) => name);
    expect(await names([])).toEqual(["Gate"]);
    expect(await names(["gate"])).toEqual(["Gate", "A"]);
  });

  it("takes a look that never ends for a finding", async () => {
    const hanging: Check = { name: "Hangs", deadlineMs: 20, look: () => new Promise(() => {}) };
    const [result] = await runChecks([hanging], looking({}));
    expect(result?.findings[0]?.what).toContain("0.02 s");
  });

  it("takes a look that fails for a finding, without control characters", async () => {
    const failing: Check = { name: "Fails", look: async () => Promise.reject(new Error("no\u001b[31m such thing")) };
    const [result] = await runChecks([failing], looking({}));
    expect(result?.findings[0]).toMatchObject({
      severity: "error",
      what: "The check could not be made: no such thing",
    });
  });

  it("fails as a whole when the machine cannot be reached", async () => {
    const gone = new KubewrightError("SSH_LOST", { what: "gone", next: "x", exitCode: 4 });
    await expect(runChecks([{ name: "A", look: () => Promise.reject(gone) }], looking({}))).rejects.toBe(gone);
  });
});

describe("the phase preflight", () => {
  const phase = (...checks: Check[]) => preflightPhase({ checks, ignore: ["Ignored"] });

  it("changes nothing and tells warnings", async () => {
    const { result, events } = await applyOn(
      [phase(check("Swap", warning("Swap is on.", "Why.", "swapoff -a")))],
      new MemoryHost(),
    );
    expect(result.changed).toBe(0);
    const notes = events.filter((event) => event.type === "note");
    expect(notes).toMatchObject([{ level: "warning", text: "[Swap] Swap is on. Why. → swapoff -a" }]);
  });

  it("fails with every error at once, its names ready to be ignored", async () => {
    const other = error("Port 2 is in use.", "It is needed.", "Stop it.");
    const two = phase(check("A", bad), check("B", other), check("C", warning("w", "w", "w")));
    const failure = await planOn([two], new MemoryHost()).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      code: "PREFLIGHT_FAILED",
      exitCode: 3,
      what: "2 preflight checks failed: nothing was changed.",
    });
    const shown = failure as KubewrightError;
    expect(shown.why).toBe(
      "[A] Port 1 is in use. It is needed.\n  → Stop it.\n[B] Port 2 is in use. It is needed.\n  → Stop it.",
    );
    expect(shown.next).toContain("--ignore-preflight-errors=A,B");
  });

  it("says what several checks found in the same words once, and takes no late answer for foreign files", async () => {
    const hangs = (name: string): Check => ({ name, deadlineMs: 20, look: () => new Promise(() => {}) });
    const late = phase(hangs("Mem"), check("A", bad), hangs("ForeignFiles"));
    const failure = await planOn([late], new MemoryHost()).catch((thrown: unknown) => thrown);
    const { why = "", next } = failure as KubewrightError;
    expect(why).toMatch(/^\[Mem, ForeignFiles\] The check gave no answer within 0\.02 s\./);
    expect(why.match(/no answer/g)).toHaveLength(1);
    expect(next).not.toContain("reset");
  });

  it("goes on past an ignored error, which it tells", async () => {
    const { events } = await applyOn([phase(check("Ignored", bad))], new MemoryHost());
    expect(events.filter((event) => event.type === "note")).toHaveLength(1);
  });

  it("holds the findings for programs", () => {
    expect(new PreflightFailed([{ name: "A", findings: [bad] }]).results).toEqual([{ name: "A", findings: [bad] }]);
  });
});
