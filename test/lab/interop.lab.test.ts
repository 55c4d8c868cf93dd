import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lab } from "../../lab/lab.ts";
import { until } from "../../lab/wait.ts";
import { proxyReady } from "./support/cluster.ts";
import { labFor } from "./support/lab-name.ts";
import {
  equip,
  etcdMembers,
  found,
  hostsOf,
  join,
  networkReady,
  readyNodes,
  type Tool,
} from "./support/peer-cluster.ts";

const names = ["cp1", "cp2", "cp3", "w1", "w2"];

/** Every node but the founder, by the tool that joins it; the resets are crossed. */
const joiners: readonly { readonly host: string; readonly tool: Tool; readonly role: "worker" | "control-plane" }[] = [
  { host: "w2", tool: "kubeadm", role: "worker" },
  { host: "cp2", tool: "kubewright", role: "control-plane" },
  { host: "cp3", tool: "kubeadm", role: "control-plane" },
  { host: "w1", tool: "kubewright", role: "worker" },
];

describe.each([["kubewright"], ["kubeadm"]] as const)("a cluster that %s founded", (founder) => {
  const lab: Lab = labFor(`interop-${founder}`);
  const address = () => lab.host("cp1").address;

  beforeAll(async () => {
    await lab.down();
    await lab.up(names);
    await equip(hostsOf(lab, names), address());
    await found(lab.host("cp1"), founder);
    await proxyReady(lab.host("cp1"));
  });

  afterAll(() => lab.down());

  for (const { host, tool, role } of joiners) {
    it(`is joined by ${tool} as a ${role}`, async () => {
      await join(lab.host(host), tool, address(), role);
      const node = ["kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", "get", "node", host];
      await until(`node ${host} is registered`, async () => (await lab.host("cp1").exec(node)).code === 0);
    });
  }

  it("has all its nodes Ready with flannel", async () => {
    await networkReady(lab.host("cp1"), names.length);
    expect([...(await readyNodes(lab.host("cp1")))].sort()).toEqual(names);
  });

  it("has three etcd members and no learner", async () => {
    const members = await etcdMembers(lab.host("cp1"));
    expect(members.map(({ name }) => name).sort()).toEqual(["cp1", "cp2", "cp3"]);
    expect(members.filter(({ learner }) => learner)).toEqual([]);
  });

  it("is a cluster for which kubeadm plans an upgrade", async () => {
    const plan = await lab
      .host("cp1")
      .must("kubeadm upgrade plan v1.36.3 --ignore-preflight-errors=all --allow-experimental-upgrades 2>&1");
    expect(plan).toContain("v1.36.3");
  });

  it("sees nothing to change when kubewright joins its own nodes a second time", async () => {
    expect(await join(lab.host("w1"), "kubewright", address(), "worker")).toContain("Nothing to change");
    expect(await join(lab.host("cp2"), "kubewright", address(), "control-plane")).toContain("Nothing to change");
  });

  it("is left by each control plane through the other tool's reset, member by member", async () => {
    await lab.host("cp3").must("kubewright reset --force");
    await until("etcd has two members", async () => (await etcdMembers(lab.host("cp1"))).length === 2);
    await lab.host("cp2").must("kubeadm reset --force");
    await until("etcd has one member", async () => (await etcdMembers(lab.host("cp1"))).length === 1);
    expect(await lab.host("cp3").must("ls -A /etc/kubernetes/manifests /var/lib/etcd /var/lib/kubelet")).not.toContain(
      ".yaml",
    );
  });

  it("is left by each worker through the other tool's reset, and joined again", async () => {
    await lab.host("w1").must("kubeadm reset --force");
    await lab.host("w2").must("kubewright reset --force");
    await lab.host("cp1").must("kubectl --kubeconfig /etc/kubernetes/admin.conf delete node w1 w2");
    await join(lab.host("w1"), "kubeadm", address(), "worker");
    await join(lab.host("w2"), "kubewright", address(), "worker");
    await until(
      "both are Ready again",
      async () => (await readyNodes(lab.host("cp1"))).filter((name) => name.startsWith("w")).length === 2,
    );
  });
});
