import { expect, test } from "vitest";
import type { RunEvent } from "../../src/engine/event.ts";
import { KubewrightError } from "../../src/errors.ts";
import { HostsReporter } from "../../src/report/hosts.ts";
import { memoryIo } from "../support/memory-io.ts";
import { Screen } from "../support/screen.ts";

const error = new KubewrightError("HOST_UNREACHABLE", { what: "hunter2 is not here", next: "Look." });

/** Each host connects, works and ends; the third has failed. */
function eventsOf(hosts: number): readonly RunEvent[] {
  return Array.from({ length: hosts }, (_, index) => `host${index + 1}`).flatMap((host, index): RunEvent[] => {
    const place = { host, phase: "kubelet-start" };
    const at = 1_000;
    const isBad = index === 2;
    return [
      { ...place, at, type: "phase-started", title: "the kubelet runs" },
      { ...place, at, type: "note", level: "warning", text: "no time service runs" },
      ...(isBad ? [{ ...place, at, type: "failed", step: "connect", error } as const] : []),
      { ...place, at: at + 1_500, type: "phase-ended", outcome: isBad ? "failed" : "unchanged", durationMs: 1_500 },
    ];
  });
}

async function shown(hosts: number): Promise<string> {
  const io = memoryIo({ isTerminal: true });
  const reporter = new HostsReporter(io);
  for (const event of eventsOf(hosts)) reporter.tell(event);
  await reporter.close();
  const screen = new Screen();
  screen.write(io.out());
  return screen.text();
}

test("six hosts have a line each, and a warning that all have is said once", async () => {
  const lines = (await shown(6)).split("\n");
  expect(lines.slice(0, 6).map((line) => line.slice(0, 7))).toEqual([
    "✔ host1",
    "✔ host2",
    "✘ host3",
    "✔ host4",
    "✔ host5",
    "✔ host6",
  ]);
  expect(lines.slice(6).join("\n").trim()).toBe("! host1, host2 and 4 more: no time service runs");
  for (const line of lines) expect(line.length).toBeLessThan(80);
});

test("three hundred hosts are never higher than the terminal: those that failed have a line, the others are counted", async () => {
  const lines = (await shown(300)).split("\n");
  expect(lines[0]).toMatch(/^✘ host3 /);
  expect(lines[1]).toBe("  300 hosts: 299 done, 1 failed");
  expect(lines.length).toBeLessThan(24);
});

test("while they work, three hundred hosts fit the terminal as well", async () => {
  const io = memoryIo({ isTerminal: true });
  const reporter = new HostsReporter(io);
  for (const event of eventsOf(300)) if (event.type !== "phase-ended") reporter.tell(event);
  await new Promise((resolve) => setTimeout(resolve, 450));
  const screen = new Screen();
  screen.write(io.out());
  expect(screen.text().split("\n").length).toBeLessThanOrEqual(22);
  expect(screen.text()).toContain("300 hosts: 0 done, 299 at work, 1 failed");
  await reporter.close();
});
