import { describe, expect, it } from "vitest";
import { textState } from "../../src/host/file-state.ts";
import { filesStep } from "../../src/steps/files.ts";
import { serviceStep } from "../../src/steps/service.ts";
import { serviceStoppedStep } from "../../src/steps/service-stopped.ts";
import { isStale, parseUnit } from "../../src/steps/unit.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { memorySystemd } from "../support/memory-systemd.ts";
import { applyOn, phaseOf, planOn } from "../support/run-plan.ts";

const unitFile = "/etc/systemd/system/kubelet.service";
const config = "/var/lib/kubelet/config.yaml";
const kubelet = serviceStep({ id: "kubelet", title: "Kubelet", unit: "kubelet", inputs: [unitFile, config] });
const filesWith = (text: string) =>
  filesStep({
    id: "files",
    title: "Files",
    tree: new Map([
      [unitFile, textState("[Service]\n")],
      [config, textState(text)],
    ]),
    foreign: "refuse",
  });
const titles = (ran: Awaited<ReturnType<typeof planOn>>): string[] =>
  ran.result.changes.flatMap(({ changes }) =>
    changes.flatMap((change) => (change.kind === "command" ? [change.title] : [])),
  );

describe("serviceStep()", () => {
  it("enables and starts what does not run", async () => {
    const host = new MemoryHost();
    const units = memorySystemd(host);
    const list = phaseOf(filesWith("a"), kubelet);
    const plan = await planOn(list, host);
    expect(titles(await applyOn(list, host))).toEqual(titles(plan));
    expect(units.get("kubelet.service")).toMatchObject({ running: true, enabled: true, starts: 1 });
  });

  it("leaves alone what was started after its inputs were written", async () => {
    const host = new MemoryHost();
    const units = memorySystemd(host);
    const list = phaseOf(filesWith("a"), kubelet);
    await applyOn(list, host);
    expect(titles(await applyOn(list, host))).toEqual([]);
    expect(units.get("kubelet.service")?.starts).toBe(1);
  });

  it("starts again what is older than an input, and a plan knows it", async () => {
    const host = new MemoryHost();
    const units = memorySystemd(host);
    await applyOn(phaseOf(filesWith("a"), kubelet), host);
    const list = phaseOf(filesWith("b"), kubelet);
    expect(titles(await planOn(list, host))).toEqual(["Restart kubelet"]);
    expect(titles(await applyOn(list, host))).toEqual(["Restart kubelet"]);
    expect(units.get("kubelet.service")?.starts).toBe(2);
  });

  it("sees a restart that is due because the run before was cut short", async () => {
    const host = new MemoryHost();
    memorySystemd(host);
    await applyOn(phaseOf(filesWith("a"), kubelet), host);
    await applyOn(phaseOf(filesWith("b")), host);
    expect(titles(await applyOn(phaseOf(kubelet), host))).toEqual(["Restart kubelet"]);
  });

  it("reads changed unit files again before the restart", async () => {
    const host = new MemoryHost();
    memorySystemd(host);
    await applyOn(phaseOf(filesWith("a"), kubelet), host);
    host.clock++;
    host.put(unitFile, "[Service]\nRestart=always\n");
    expect(titles(await applyOn(phaseOf(kubelet), host))).toEqual(["Read the unit files again", "Restart kubelet"]);
  });

  it("leaves a running service alone when it may not restart it", async () => {
    const host = new MemoryHost();
    memorySystemd(host);
    await applyOn(phaseOf(filesWith("a"), kubelet), host);
    const gentle = serviceStep({ id: "k", title: "k", unit: "kubelet", inputs: [config], restart: "never" });
    expect(titles(await applyOn(phaseOf(filesWith("b"), gentle), host))).toEqual([]);
  });

  it("fails with systemd's words for a unit that is not there", async () => {
    const host = new MemoryHost();
    memorySystemd(host);
    await expect(applyOn(phaseOf(kubelet), host)).rejects.toMatchObject({
      code: "COMMAND_FAILED",
      why: "Unit kubelet.service not found.",
    });
  });
});

describe("serviceStoppedStep()", () => {
  it("stops and disables, and is content with a unit that is not there", async () => {
    const host = new MemoryHost();
    const units = memorySystemd(host);
    await applyOn(phaseOf(filesWith("a"), kubelet), host);
    const stop = (unit: string) => serviceStoppedStep({ id: unit, title: unit, unit, disable: true });
    await applyOn(phaseOf(stop("kubelet"), stop("nothing")), host);
    expect(units.get("kubelet.service")).toMatchObject({ running: false, enabled: false });
  });
});

describe("parseUnit()", () => {
  const answer = (started: string, state = "active"): string =>
    `LoadState=loaded\nActiveState=${state}\nUnitFileState=enabled\nNeedDaemonReload=no\nExecMainStartTimestamp=${started}\n`;

  it("reads microseconds where systemd tells them", () => {
    const unit = parseUnit(answer("Fri 2025-11-21 14:25:10.123456 UTC"));
    expect(unit).toMatchObject({ known: true, running: true, enabled: true, needsReload: false, exact: true });
    expect(unit.startedAtMs).toBeCloseTo(Date.UTC(2025, 10, 21, 14, 25, 10) + 123.456, 6);
  });

  it("reads seconds of an older systemd, and does not take a write in the same second for a later one", () => {
    const unit = parseUnit(answer("Fri 2025-11-21 14:25:10 UTC"));
    const second = Date.UTC(2025, 10, 21, 14, 25, 10);
    const stale = [second + 900, second + 1000].map((at) => isStale(unit, new Map([["/a", at]])));
    expect([unit.exact, ...stale]).toEqual([false, false, true]);
  });

  it("takes a unit that waits for its next start after a crash for stale when its inputs have changed, so that nobody waits", () => {
    const unit = parseUnit(answer("Fri 2025-11-21 14:25:10.123456 UTC", "activating"));
    expect(unit.running).toBe(true);
    expect(isStale(unit, new Map([["/a", Number.POSITIVE_INFINITY]]))).toBe(true);
  });

  it("takes a unit that does not run for one that is not stale", () => {
    const unit = parseUnit(answer("Fri 2025-11-21 14:25:10.123456 UTC", "inactive"));
    expect(isStale(unit, new Map([["/a", Number.POSITIVE_INFINITY]]))).toBe(false);
  });

  it.each(["", "garbage", "LoadState=not-found\n", "ExecMainStartTimestamp=n/a\n"])(
    "%j is a unit that nobody knows",
    (text) => {
      expect(parseUnit(text)).toMatchObject({ known: false, running: false, enabled: false, startedAtMs: null });
    },
  );
});
