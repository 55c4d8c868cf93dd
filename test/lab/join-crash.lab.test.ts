import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configuration, forJoins } from "../../lab/cluster/configuration.ts";
import { equip } from "../../lab/cluster/equip.ts";
import { etcdMembers } from "../../lab/cluster/etcd-members.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { buildProduct } from "../../lab/cluster/product.ts";
import { initCommand, joinCommand, type Role } from "../../lab/cluster/tool-commands.ts";
import { endEarly } from "./support/end-early.ts";
import { type KillMoment, killMoments } from "./support/kill-moments.ts";
import { outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";

const lab = labFor("join-crash");
const founder = () => lab.host("cp1");

/** Lines that a join prints without a terminal, the last words not counted: three warnings and a line for each phase. */
const lastLines = { worker: 7, "control-plane": 34 };
/** Two of each role in a cluster. */
const { KUBEWRIGHT_SOAK: soak, KUBEWRIGHT_SEED: seed = "21" } = process.env;
const clusters = soak === "1" ? 5 : 1;
const moments = {
  worker: killMoments(2 * clusters, { seed: Number(seed), lastLine: lastLines.worker }),
  "control-plane": killMoments(2 * clusters, { seed: Number(seed) + 22, lastLine: lastLines["control-plane"] }),
};
/** The kinds of end alternate, so both are in each cluster. */
const rounds = Array.from({ length: clusters }, (_, round) => ({
  round: round + 1,
  workers: named(moments.worker.slice(2 * round, 2 * round + 2), ["w1", "w2"]),
  controlPlanes: named(moments["control-plane"].slice(2 * round, 2 * round + 2), ["cp2", "cp3"]),
}));

function named(of: readonly KillMoment[], names: readonly string[]) {
  return of.map((moment, index) => ({ name: names[index] ?? "", ...moment }));
}

afterAll(() => lab.down());

describe.each(rounds)(`join, cluster $round (KUBEWRIGHT_SEED=${seed})`, ({ workers, controlPlanes }) => {
  const title = "of $name ended by $how $laterMs ms after line $lines is finished by the next";
  const names = ["cp1", "cp2", "cp3", "w1", "w2"];

  beforeAll(async () => {
    await Promise.all([buildProduct(), lab.down()]);
    const hosts = await lab.up(names);
    await equip(hosts, await configuration(forJoins(lab.host("cp1").address)));
    await founder().must(initCommand("kubewright"), { timeoutMs: 600_000 });
  });

  it.concurrent.each(workers)(title, ({ name, ...moment }) => cutOffAndJoined(name, "worker", moment), 900_000);

  it.each(controlPlanes)(title, async ({ name, ...moment }) => {
    await cutOffAndJoined(name, "control-plane", moment);
    const members = await etcdMembers(founder());
    expect(members.filter(({ isLearner }) => isLearner)).toEqual([]);
    expect(members.map((member) => member.name)).toContain(name);
  });

  it("leaves one Node of each host, and one etcd member of each control plane", async () => {
    const nodes = await kubectl(founder(), ["get", "nodes", "-o=jsonpath={.items[*].metadata.name}"]);
    expect(nodes.split(" ").sort()).toEqual(names);
    expect((await etcdMembers(founder())).map(({ name }) => name)).toEqual(["cp1", "cp2", "cp3"]);
  });
});

async function cutOffAndJoined(name: string, role: Role, moment: KillMoment): Promise<void> {
  const host = lab.host(name);
  const join = joinCommand("kubewright", founder().address, role);
  await endEarly(lab, name, join, moment);

  const again = await host.exec(join, { timeoutMs: 600_000 });
  expect(again.code, outputOf(again)).toBe(0);
  expect((await host.exec(["test", "-e", "/etc/kubernetes/bootstrap-kubelet.conf"])).code).toBe(1);

  const third = await host.exec(join, { timeoutMs: 600_000 });
  expect(third.code, outputOf(third)).toBe(0);
  expect(third.stdout).toContain("Nothing to change");
}
