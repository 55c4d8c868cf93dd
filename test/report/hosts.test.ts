import { expect, test } from "vitest";
import type { RunEvent } from "../../src/engine/event.ts";
import { interrupted } from "../../src/engine/fail.ts";
import { KubewrightError } from "../../src/errors.ts";
import { HostsReporter } from "../../src/report/hosts.ts";
import { LiveReporter } from "../../src/report/listr.ts";
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

test("a question stands alone on the terminal, and the list goes on below its answer", async () => {
  const io = memoryIo({ isTerminal: true, answers: ["hunter2"] });
  const reporter = new HostsReporter(io);
  const screen = new Screen();
  let seen = 0;
  const shownNow = () => {
    screen.write(io.out().slice(seen));
    seen = io.out().length;
    return screen.text();
  };
  for (const event of eventsOf(2).filter(({ type }) => type === "phase-started")) reporter.tell(event);
  await expect.poll(shownNow).toMatch(/host1 .*\n.*host2 /);
  let whileAsked = "not asked";
  io.heedQuestions((isAsking) => {
    if (isAsking) whileAsked = shownNow();
  });
  await io.ask("Password: ");
  expect(whileAsked).toBe("");
  await expect.poll(shownNow).toMatch(/host1 .*\n.*host2 /);
  await reporter.close();
});

test("who presses Ctrl-C reads what happens then, and what was interrupted has not failed", async () => {
  const io = memoryIo({ isTerminal: true });
  const reporter = new HostsReporter(io);
  const [started] = eventsOf(1);
  if (started === undefined) throw new Error("there is no event");
  reporter.tell(started);
  io.interrupt();
  await expect.poll(io.out).toContain("Ctrl-C again stops at once.");
  reporter.tell({ ...started, type: "failed", step: "kubelet", error: interrupted() } as RunEvent);
  await reporter.close();
  const screen = new Screen();
  screen.write(io.out());
  expect(screen.text()).toMatch(/^– host1 Interrupted: The kubelet runs +\d+\.\ds$/);
});

test("a line says what one phase does and never another's words; a host that is only connected is not done; a failure has its reason", async () => {
  const io = memoryIo({ isTerminal: true });
  const reporter = new HostsReporter(io);
  const at = 1_000;
  const on = (host: string, phase: string) => ({ host, phase, at });
  reporter.tell({ ...on("cp1", "api"), type: "phase-started", title: "the API server answers" });
  reporter.tell({ ...on("cp1", "node"), type: "phase-started", title: "the node is in the cluster" });
  reporter.tell({ ...on("cp1", "api"), type: "progress", step: "api", text: "/livez answers 500" });
  reporter.tell({ ...on("w1", "connect"), type: "phase-started", title: "Connect" });
  reporter.tell({ ...on("w1", "connect"), type: "phase-ended", outcome: "unchanged", durationMs: 1 });
  reporter.tell({ ...on("w2", "connect"), type: "failed", step: "connect", error });
  await expect.poll(io.out).toContain("w2");
  const screen = new Screen();
  screen.write(io.out());
  const [cp1 = "", w1 = "", w2 = ""] = screen.text().split("\n");
  expect(cp1).toMatch(/^⠋ cp1 The API server answers: \/livez answers 500 /);
  expect(w1).toMatch(/^⠋ w1 {2}Connected /);
  expect(w2).toMatch(/^✘ w2 {2}hunter2 is not here /);
  await reporter.close();
});

test("what a run leaves undone is not called done: a host that was only connected, and one in the middle of something", async () => {
  const io = memoryIo({ isTerminal: true });
  const reporter = new HostsReporter(io);
  const on = (host: string, phase: string) => ({ host, phase, at: 1_000 });
  reporter.tell({ ...on("cp1", "api"), type: "phase-started", title: "the API server answers" });
  reporter.tell({ ...on("w1", "connect"), type: "phase-started", title: "Connect" });
  reporter.tell({ ...on("w1", "connect"), type: "phase-ended", outcome: "unchanged", durationMs: 1 });
  reporter.tell({ ...on("w2", "connect"), type: "phase-started", title: "Connect" });
  await reporter.close();
  const screen = new Screen();
  screen.write(io.out());
  const [cp1 = "", w1 = "", w2 = ""] = screen.text().split("\n");
  expect(cp1).toMatch(/^– cp1 Not finished: The API server answers /);
  expect(w1).toMatch(/^– w1 {2}Nothing was done /);
  expect(w2).toMatch(/^– w2 {2}Not finished: Connect /);
});

test.each([24, 32, 40])("%i columns are wide enough: no line goes on in the next one", async (columns) => {
  const io = memoryIo({ isTerminal: true, columns });
  for (const reporter of [new HostsReporter(io), await LiveReporter.open(io)]) {
    for (const event of eventsOf(3)) {
      if (event.type !== "note") reporter.tell({ ...event, host: `${event.host}.example.com` });
    }
    await reporter.close();
  }
  const screen = new Screen();
  screen.write(io.out());
  const lines = screen.text().trimEnd().split("\n");
  expect(lines.length).toBeGreaterThanOrEqual(6);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
});
