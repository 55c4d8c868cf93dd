import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { demoReport } from "../../bench/demo.ts";
import { printPhases } from "../../bench/phase-table.ts";
import { median, printDuel } from "../../bench/table.ts";
import { checkoutDirectory } from "../../lab/paths.ts";

/** What a bench prints meanwhile. */
function printed(work: () => void): string {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  work();
  write.mockRestore();
  return lines.join("");
}

describe("the benches", () => {
  test("are all there, and their names are told to those who ask for another", { timeout: 120_000 }, () => {
    const checkout = checkoutDirectory();
    const argv = [join(checkout, "scripts", "run-ts.mjs"), join(checkout, "bench", "main.ts"), "none"];
    const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
    expect(status).toBe(2);
    for (const name of ["init", "join", "cluster", "fleet", "demo", "certs", "version", "memory"])
      expect(stderr).toContain(name);
  });

  test("print medians, their ratio, and whether the target is met", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
    const text = printed(() => printDuel({ what: "init", ours: [1000, 3000], theirs: [4000, 4000], target: 0.5 }));
    expect(text).toContain("median 2.00 s");
    expect(text).toContain("ratio       0.50 x  (target 0.5: met)");
  });

  test("of the demo say whether a minute and a screen were enough", () => {
    expect(demoReport([50_000, 55_000, 61_000], [27, 28, 28])).toMatch(
      /median 55\.00 s {2}\(asked 60\.00 s: met\)\n {2}lines {2}28 on .* \(asked: one screen: met\)/,
    );
    expect(demoReport([61_000], [31])).toMatch(/60\.00 s: MISSED\)\n.*one screen: MISSED\)/);
  });

  test("tell from a run's events when each phase began first and ended last, and where it took longest", () => {
    const event = (host: string, phase: string, second: number, durationMs: number) =>
      JSON.stringify({ time: `2026-11-21T10:00:0${second}.000Z`, host, phase, type: "phase-ended", durationMs });
    const began = JSON.stringify({ time: "2026-11-21T10:00:00.000Z", host: "cp1", phase: "a", type: "phase-started" });
    const ended = [event("cp1", "a", 1, 1000), event("cp2", "a", 4, 2000), event("cp1", "short", 4, 10)];
    const text = printed(() => printPhases("here", [began, ...ended].join("\n")));
    expect(text).toMatch(/^ {2}a +0\.0 ms +4\.00 s {3}2\.00 s on cp2$/m);
    expect(text).not.toContain("short");
  });
});
