import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withLock } from "../../lab/lock.ts";
import { must, startCommand } from "../../lab/run.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "lab-lock-"));
});
afterAll(() => rm(directory, { recursive: true }));

describe("a lab's lock", () => {
  it("lets one in at a time", async () => {
    const file = join(directory, "one");
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await must(["true"]);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(file, work)));
  });

  it("is free again after a failure, also while a command of that time still runs", async () => {
    const file = join(directory, "failed");
    let sleeper: ReturnType<typeof startCommand> | undefined;
    const failing = withLock(file, async () => {
      sleeper = startCommand(["sleep", "100"], { timeoutMs: 3000 });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await withLock(file, async () => "free")).toBe("free");
    await sleeper?.done;
  });

  it("outlives a killed holder until the commands it had started have ended", async () => {
    const file = join(directory, "killed");
    const done = join(directory, "done");
    const script = `flock --exclusive 3; (sleep 0.5; touch ${done}) & kill -KILL $$`;
    await must(["sh", "-c", `sh -c '${script}' 3>>${file} || true`]);
    await withLock(file, async () => expect(existsSync(done)).toBe(true));
  });
});
