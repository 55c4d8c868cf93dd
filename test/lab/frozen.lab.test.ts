import { afterAll, beforeAll, expect, it } from "vitest";
import { labFor } from "./support/lab-name.ts";

const lab = labFor("frozen");
beforeAll(async () => {
  await lab.down();
  await lab.up(["cp1"]);
});
afterAll(() => lab.down());

/** As runc leaves a container when its host loses power while the container's group is changed. */
const freezeOne = `
  group=/sys/fs/cgroup/freezer/left-frozen
  mkdir $group
  setsid sleep 1000 < /dev/null > /dev/null 2>&1 &
  until grep -q sleep /proc/$!/comm; do :; done
  echo $! > $group/cgroup.procs
  echo FROZEN > $group/freezer.state
  until grep -q FROZEN $group/freezer.state; do :; done`;

it("a host with a frozen process can be crashed, booted and taken away", async () => {
  await lab.host("cp1").must(freezeOne);
  await lab.crash("cp1");
  await lab.boot("cp1");
  await lab.host("cp1").must(freezeOne);
  await lab.down();
  expect((await lab.status()).hosts).toEqual([]);
});
