import { afterEach, describe, expect, test } from "vitest";
import type { Change } from "../../src/engine/change.ts";
import type { RunEvent } from "../../src/engine/event.ts";
import { failureText } from "../../src/report/failure.ts";
import { LiveReporter } from "../../src/report/listr.ts";
import { openReporter } from "../../src/report/open-reporter.ts";
import type { ReportOptions } from "../../src/report/reporter.ts";
import { type MemoryIoOptions, memoryIo } from "../support/memory-io.ts";
import { Screen } from "../support/screen.ts";
import { badRun, failure, goodRun } from "./sample-run.ts";

const golden = (name: string) => `../golden/screens/${name}.txt`;
const run: ReportOptions = { output: "text", verbosity: 0, view: "run" };

async function shown(events: readonly RunEvent[], io: MemoryIoOptions, options = run): Promise<Screen> {
  const memory = memoryIo(io);
  const reporter = await openReporter(memory, options);
  for (const event of events) reporter.tell(event);
  await reporter.close();
  const screen = new Screen();
  screen.write(memory.out());
  return screen;
}

describe("what a run looks like at 80 columns", () => {
  test("the live list of a run that goes well", async () => {
    const screen = await shown(goodRun, { isTerminal: true });
    await expect(screen.painted()).toMatchFileSnapshot(golden("live"));
  });

  test("the live list in colour has the same text", async () => {
    const screen = await shown(goodRun, { isTerminal: true, hasColor: true });
    await expect(screen.painted()).toMatchFileSnapshot(golden("live-colour"));
    expect(screen.text()).toBe((await shown(goodRun, { isTerminal: true })).text());
  });

  test("the live list of a run that fails", async () => {
    await expect((await shown(badRun, { isTerminal: true })).painted()).toMatchFileSnapshot(golden("live-failed"));
  });

  test("plain lines without a terminal", async () => {
    await expect((await shown(goodRun, {})).text()).toMatchFileSnapshot(golden("plain"));
  });

  test("plain lines with -v=5", async () => {
    await expect((await shown(goodRun, {}, { ...run, verbosity: 5 })).text()).toMatchFileSnapshot(golden("plain-v5"));
  });

  test("plain lines of a run that fails", async () => {
    await expect((await shown(badRun, {})).text()).toMatchFileSnapshot(golden("plain-failed"));
  });

  test("the plan", async () => {
    await expect((await shown(goodRun, {}, { ...run, view: "plan" })).text()).toMatchFileSnapshot(golden("plan"));
  });

  test("the plan in colour", async () => {
    const screen = await shown(goodRun, { isTerminal: true, hasColor: true }, { ...run, view: "plan" });
    await expect(screen.painted()).toMatchFileSnapshot(golden("plan-colour"));
  });

  test("the plan of many hosts: phase by phase, a warning once, at the end what each host gets", async () => {
    const on = (host: string) => goodRun.map((event): RunEvent => ({ ...event, host }));
    const idle = goodRun.slice(0, 4).map((event): RunEvent => ({ ...event, host: "w1" }));
    const events = [...on("cp1"), ...on("cp2"), ...idle];
    const shownWith = (isBrief: boolean) =>
      shown(events, {}, { ...run, view: "plan", manyHosts: true, isBrief }).then((screen) => screen.text());
    const whole = await shownWith(false);
    const brief = await shownWith(true);
    await expect(brief).toMatchFileSnapshot(golden("plan-hosts"));
    expect(whole).toContain("kind: Secret");
    expect(brief).not.toContain("kind: Secret");
    for (const text of [whole, brief]) expect(text.split("does not resolve").length).toBe(2);
  });

  test("at 120 columns the same run and the same plan take the room they have", async () => {
    const wide = { isTerminal: true, columns: 120 };
    const events = ["cp1", "cp2", "w1"].flatMap((host) => goodRun.map((event): RunEvent => ({ ...event, host })));
    const images = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map(
      (name) => `registry.k8s.io/${name}`,
    );
    const call: Change = {
      kind: "call",
      title: `pull ${images.join(", ")}`,
      perform: async () => undefined,
      makes: [],
    };
    const ended = {
      type: "step-ended",
      phase: "certs/ca",
      step: "images",
      outcome: "planned",
      changes: [call],
    } as const;
    const live = await shown(events, wide, { ...run, manyHosts: true });
    const plan = await shown([...goodRun, { at: 0, host: "cp1", ...ended }], wide, { ...run, view: "plan" });
    await expect(`${live.text()}\n\n${plan.text()}\n`).toMatchFileSnapshot(golden("wide"));
  });

  test("a plan without changes says just that", async () => {
    const nothing = goodRun.slice(0, 4);
    const options = { ...run, view: "plan", manyHosts: true } as const;
    expect((await shown(nothing, {}, options)).text().trim()).toBe("Nothing to change: 1 already so.");
  });

  test("a plan that nothing was planned for does not say that nothing is to be changed", async () => {
    const options = { ...run, view: "plan", manyHosts: true } as const;
    const connected = { host: "cp1", phase: "connect", at: 0 };
    const events = [
      { ...connected, type: "phase-started", title: "Connect" },
      { ...connected, type: "phase-ended", outcome: "unchanged", durationMs: 1 },
    ] as const;
    expect((await shown(events, {}, options)).text().trim()).toBe("Nothing was planned, and nothing changed.");
  });

  test("JSON lines", async () => {
    const screen = await shown(goodRun, {}, { ...run, output: "json" });
    for (const line of screen.text().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
    await expect(screen.text()).toMatchFileSnapshot(golden("json"));
  });

  test("a failure", async () => {
    await expect(failureText(failure, { columns: 80, hasColor: false })).toMatchFileSnapshot(golden("failure"));
  });

  test("no way of showing prints a secret, and none a line wider than the terminal", async () => {
    for (const events of [goodRun, badRun]) {
      for (const view of ["run", "plan"] as const) {
        for (const isTerminal of [true, false]) {
          for (const output of ["text", "json"] as const) {
            for (const verbosity of [0, 5]) {
              const screen = await shown(events, { isTerminal }, { output, view, verbosity });
              expect(screen.text()).not.toContain("hunter2");
              const widest = Math.max(
                ...screen
                  .text()
                  .split("\n")
                  .map((line) => line.length),
              );
              if (isTerminal && output === "text" && verbosity === 0) expect(widest).toBeLessThanOrEqual(80);
            }
          }
        }
      }
    }
  });
});

describe("the live list on a real terminal", () => {
  let reporter: LiveReporter | undefined;
  afterEach(() => reporter?.close());

  test("sends at most 20 KB a second, however fast the events come", async () => {
    const io = memoryIo({ isTerminal: true, columns: 200, rows: 60 });
    reporter = await LiveReporter.open(io);
    const begin = performance.now();
    let at = 0;
    while (performance.now() - begin < 2000) {
      for (let host = 0; host < 50; host += 1) {
        at += 1;
        const place = { at, host: `node${host}`, phase: "certs/ca", step: "a" } as const;
        reporter.tell({ ...place, type: "phase-started", title: `Make ${at}` });
        reporter.tell({ ...place, type: "progress", text: "x".repeat(150) + at });
      }
      await new Promise((go) => setTimeout(go, 5));
    }
    const seconds = (performance.now() - begin) / 1000;
    const bytes = io.terminal.writes.reduce((sum, write) => sum + write.bytes, 0);
    expect(bytes / seconds).toBeLessThan(20_000);
    expect(bytes).toBeGreaterThan(1000);
  });

  test("is never higher than the terminal while it runs, and whole at the end", async () => {
    const io = memoryIo({ isTerminal: true, rows: 12 });
    reporter = await LiveReporter.open(io);
    for (let at = 0; at < 30; at += 1)
      reporter.tell({ at, host: "cp1", type: "phase-started", phase: `phase${at}`, title: "Work" });
    await expect.poll(() => io.out().includes("more above")).toBe(true);
    const screen = new Screen();
    screen.write(io.out());
    expect(screen.text().split("\n").length).toBeLessThan(12);
    await reporter.close();
    const whole = new Screen();
    whole.write(io.out());
    expect(whole.text()).toContain("phase0 ");
    expect(whole.text()).toContain("phase29");
  });

  test("bears a group that begins again after it ended, and shows what it does", async () => {
    const io = memoryIo({ isTerminal: true });
    reporter = await LiveReporter.open(io);
    const place = { host: "cp1", step: "a" } as const;
    for (const phase of ["upload-config/kubelet", "upload-config/kubeadm"]) {
      reporter.tell({ ...place, at: 0, type: "phase-started", phase, title: "Store" });
      reporter.tell({ ...place, at: 0, type: "progress", phase, text: `storing ${phase}` });
      await expect.poll(() => io.out()).toContain(`→ storing ${phase}`);
      reporter.tell({ ...place, at: 9, type: "phase-ended", phase, outcome: "applied", durationMs: 9 });
      await expect.poll(() => io.out().slice(io.out().lastIndexOf("\u001b[G"))).toContain("✔ upload-config");
    }
  });

  test("makes room for long labels", async () => {
    const io = memoryIo({ isTerminal: true });
    reporter = await LiveReporter.open(io);
    for (const phase of ["certs", "kubelet-wait-bootstrap"]) {
      reporter.tell({ at: 0, host: "cp1", type: "phase-started", phase, title: "Work" });
      reporter.tell({ at: 9, host: "cp1", type: "phase-ended", phase, outcome: "applied", durationMs: 9 });
    }
    await reporter.close();
    const screen = new Screen();
    screen.write(io.out());
    const columns = screen
      .text()
      .split("\n")
      .map((line) => line.indexOf("Work"));
    expect(new Set(columns).size).toBe(1);
  });

  test("gives the cursor back", async () => {
    const io = memoryIo({ isTerminal: true });
    reporter = await LiveReporter.open(io);
    await reporter.close();
    expect(io.out().lastIndexOf("\u001b[?25h")).toBeGreaterThan(io.out().lastIndexOf("\u001b[?25l"));
  });
});
