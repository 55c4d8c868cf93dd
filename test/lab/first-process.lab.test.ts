import { spawn } from "node:child_process";
import { mkdir, rmdir, writeFile } from "node:fs/promises";
import { afterAll, expect, it } from "vitest";
import { clearGroup, firstProcess, hostGroup, labGroup, makeGroups } from "../../lab/host/control-groups.ts";
import { until } from "../../lab/wait.ts";

/** No lab's: those are the third number of a subnet. */
const number = 1000;
const group = `/sys/fs/cgroup/systemd/${hostGroup(number, "mover")}`;

afterAll(() => clearGroup(labGroup(number)));

it("a host's pid 1 is seen at every moment, also while systemd moves it into its own scope", async () => {
  await makeGroups(number, "mover");
  const script = `echo $$ > ${group}/cgroup.procs; exec unshare --pid --fork sleep 1000`;
  spawn("/bin/sh", ["-c", script], { stdio: "ignore" });
  let pid = 0;
  const started = async () => {
    pid = (await firstProcess(number, "mover")) ?? 0;
    return pid !== 0;
  };
  await until("pid 1 is there", started, { everyMs: 10 });
  const seen = new Set<number | undefined>();
  for (let round = 0; round < 200; round += 1) {
    const looks = Array.from({ length: 4 }, () => firstProcess(number, "mover"));
    await mkdir(`${group}/init.scope`);
    await writeFile(`${group}/init.scope/cgroup.procs`, String(pid));
    for (const found of await Promise.all(looks)) seen.add(found);
    await writeFile(`${group}/cgroup.procs`, String(pid));
    await rmdir(`${group}/init.scope`);
  }
  expect([...seen]).toEqual([pid]);
});
