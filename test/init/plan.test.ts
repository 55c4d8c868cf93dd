import { describe, expect, test } from "vitest";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { linesOf, subjectsOf } from "../support/memory-machine/told.ts";

const input = initConfig;
const words = [...initWords, "--upload-certs"];

describe("a plan of init", () => {
  test.each([["text"], ["json"]])("told as %s changes nothing", async (form) => {
    const { cp1 } = blankMachines();
    const before = cp1.host.tree();
    const ran = await kubewright(cp1, [...words, "--dry-run", "-o", form], { input });
    expect(ran.code).toBe(0);
    expect(ran.effects).toEqual([]);
    expect(cp1.host.tree()).toEqual(before);
    expect(cp1.cri.images.size).toBe(0);
    expect(cp1.network.stores.size).toBe(0);
  });

  test("shows what the run then does", async () => {
    const { cp1 } = blankMachines();
    const plan = await kubewright(cp1, [...words, "--dry-run", "-o", "json"], { input });
    const run = await kubewright(cp1, [...words, "-o", "json"], { input });
    expect(run.code).toBe(0);
    expect(withoutWaits(subjectsOf(plan))).toEqual(withoutWaits(subjectsOf(run)));
    const files = run.effects.filter((text) => text.startsWith("write ") && !text.includes("/var/lib/kubewright"));
    const promised = [...new Set(subjectsOf(plan).flatMap((text) => /"path":"([^"]+)"/.exec(text)?.[1] ?? []))];
    const written = [...new Set(files.map((text) => text.slice("write ".length).replace(/\d{4}(-\d\d){5}/, "(time)")))];
    expect(written.sort()).toEqual(promised.filter((path) => !path.startsWith("/var/lib/kubewright")).sort());
  });

  test("of a made cluster finds nothing to change, and a run neither", async () => {
    const { cp1 } = await madeCluster();
    const plan = await kubewright(cp1, [...words, "--dry-run", "-o", "json"], { input });
    expect(subjectsOf(plan)).toEqual([]);
    expect(linesOf(plan).filter((line) => line["outcome"] === "deferred")).toEqual([]);
    const again = await kubewright(cp1, [...words, "-o", "json"], { input });
    expect([again.code, subjectsOf(again), again.effects]).toEqual([0, [], []]);
  });

  test("of a half-made cluster shows what is left", async () => {
    const { cp1 } = blankMachines();
    const whole = await kubewright(blankMachines().cp1, [...words, "-o", "json"], { input });
    await kubewright(cp1, words, { input, cutAfter: 40 });
    cp1.boot();
    const plan = await kubewright(cp1, [...words, "--dry-run", "-o", "json"], { input });
    const run = await kubewright(cp1, [...words, "-o", "json"], { input });
    expect(withoutWaits(subjectsOf(plan))).toEqual(withoutWaits(subjectsOf(run)));
    expect(run.burned).toBeLessThan(whole.burned - 20);
  });
});

/** A wait shows in a plan; in a run it is over when the condition is true already. */
function withoutWaits(subjects: readonly string[]): readonly string[] {
  return subjects.filter((text) => !text.includes('"kind":"wait"'));
}
