import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configuration, forJoins } from "../../lab/cluster/configuration.ts";
import { equip } from "../../lab/cluster/equip.ts";
import { etcdMembers, etcdNames } from "../../lab/cluster/etcd-members.ts";
import { kubectl, readyNodes } from "../../lab/cluster/kubectl.ts";
import { buildProduct } from "../../lab/cluster/product.ts";
import { initCommand, joinCommand, type Role, type Tool } from "../../lab/cluster/tool-commands.ts";
import { applyFlannel, nodesReady } from "../../lab/cluster/waits.ts";
import type { Lab } from "../../lab/lab.ts";
import { until } from "../../lab/wait.ts";
import { labFor } from "./support/lab-name.ts";

const names = ["cp1", "cp2", "cp3", "w1", "w2"];

/** Every node but the founder, by the tool that joins it; the resets are crossed. The first comes right after `init`, when no controller is at work yet. */
const joiners: readonly { readonly host: string; readonly tool: Tool; readonly role: Role }[] = [
  { host: "w1", tool: "kubewright", role: "worker" },
  { host: "w2", tool: "kubeadm", role: "worker" },
  { host: "cp2", tool: "kubewright", role: "control-plane" },
  { host: "cp3", tool: "kubeadm", role: "control-plane" },
];

describe.each([["kubewright"], ["kubeadm"]] as const)("a cluster that %s founded", (founder) => {
  const lab: Lab = labFor(`interop-${founder}`);
  const first = () => lab.host("cp1");
  const join = (host: string, tool: Tool, role: Role) => lab.host(host).must(joinCommand(tool, first().address, role));

  beforeAll(async () => {
    await Promise.all([buildProduct(), lab.down()]);
    const hosts = await lab.up(names);
    await equip(hosts, await configuration(forJoins(first().address)));
    await first().must(initCommand(founder));
  });

  afterAll(() => lab.down());

  for (const { host, tool, role } of joiners) {
    it(`is joined by ${tool} as a ${role}`, async () => {
      await join(host, tool, role);
      await until(`node ${host} is registered`, () => kubectl(first(), ["get", "node", host]).then(() => true));
    });
  }

  it("has all its nodes Ready with flannel", async () => {
    await applyFlannel(first());
    await nodesReady(first(), names.length);
    expect(await readyNodes(first())).toEqual(names);
  });

  it("has three etcd members and no learner", async () => {
    const members = await etcdMembers(first());
    expect(members.map(({ name }) => name)).toEqual(["cp1", "cp2", "cp3"]);
    expect(members.filter(({ isLearner }) => isLearner)).toEqual([]);
  });

  it("is a cluster for which kubeadm plans an upgrade", async () => {
    const plan = await first().must(
      "kubeadm upgrade plan v1.36.3 --ignore-preflight-errors=all --allow-experimental-upgrades 2>&1",
    );
    expect(plan).toContain("v1.36.3");
  });

  it("sees nothing to change when kubewright joins its own nodes a second time", async () => {
    expect(await join("w1", "kubewright", "worker")).toContain("Nothing to change");
    expect(await join("cp2", "kubewright", "control-plane")).toContain("Nothing to change");
  });

  it("is left by each control plane through the other tool's reset, member by member", async () => {
    await lab.host("cp3").must("kubewright reset --force");
    await until("etcd has two members", async () => (await etcdNames(first())).length === 2);
    await lab.host("cp2").must("kubeadm reset --force");
    await until("etcd has one member", async () => (await etcdNames(first())).length === 1);
    expect(await lab.host("cp3").must("ls -A /etc/kubernetes/manifests /var/lib/etcd /var/lib/kubelet")).not.toContain(
      ".yaml",
    );
  });

  it("is left by each worker through the other tool's reset, and joined again", async () => {
    await lab.host("w1").must("kubeadm reset --force");
    await lab.host("w2").must("kubewright reset --force");
    await kubectl(first(), ["delete", "node", "w1", "w2"]);
    await join("w1", "kubeadm", "worker");
    await join("w2", "kubewright", "worker");
    await until(
      "both are Ready again",
      async () => (await readyNodes(first())).filter((name) => name.startsWith("w")).length === 2,
    );
  });
});
