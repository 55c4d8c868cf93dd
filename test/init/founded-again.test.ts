import { describe, expect, test } from "vitest";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

/** Types `init` again, and gives what it said when it changed nothing at all. */
async function refusal(machine: MemoryMachine, input: string): Promise<{ code: number | null; said: string }> {
  const before = machine.host.tree();
  const ran = await kubewright(machine, initWords, { input });
  expect(ran.effects).toEqual([]);
  expect(machine.host.tree()).toEqual(before);
  return { code: ran.code, said: ran.err.replace(/\s+/g, " ") };
}

describe("init on a machine that founded a cluster", () => {
  test.each([
    ["networking.podSubnet", "10.244.0.0/16", "10.245.0.0/16"],
    ["nodeRegistration.name", "{name: cp1", "{name: cp1-renamed"],
    ["networking.dnsDomain", "networking: {", "networking: {dnsDomain: other.local, "],
    ["networking.serviceSubnet", "networking: {", "networking: {serviceSubnet: 10.112.0.0/12, "],
    ["etcd.local.dataDir", "networking: {", "etcd: {local: {dataDir: /srv/etcd}}\nnetworking: {"],
    ["certificatesDir", "networking: {", "certificatesDir: /etc/pki-of-kubernetes\nnetworking: {"],
  ])("is refused another %s, and touches nothing", async (setting, was, is) => {
    const { cp1 } = await madeCluster();
    const input = initConfig.replace(was, is);
    expect(input).not.toBe(initConfig);
    const { code, said } = await refusal(cp1, input);
    expect(code).toBe(2);
    expect(said).toContain("(FOUNDED_OTHERWISE)");
    expect(said).toContain(`${setting}: founded with `);
  });

  test("says of a changed host name how the old one is given", async () => {
    const { cp1 } = await madeCluster();
    const { said } = await refusal(cp1, initConfig.replace("{name: cp1", "{name: other"));
    expect(said).toContain("founded with cp1, now other");
    expect(said).toContain("--node-name");
  });

  test.each([
    ["ca.crt", "ca.key"],
    ["etcd/ca.key"],
    ["front-proxy-ca.crt", "front-proxy-ca.key"],
    ["sa.key", "sa.pub"],
  ])("makes no second %s where the cluster's own is lost", async (...names) => {
    const { cp1 } = await madeCluster();
    await cp1.host.write(names.map((name) => ({ path: `/etc/kubernetes/pki/${name}`, state: null })));
    const { code, said } = await refusal(cp1, initConfig);
    expect(code).toBe(3);
    expect(said).toContain("(AUTHORITIES_LOST)");
    for (const name of names) expect(said).toContain(`/etc/kubernetes/pki/${name}`);
    expect(said).toContain("from a backup");
  });
});

describe("init on a node of a cluster", () => {
  test.each(["worker", "control plane"])("that joined as a %s is refused, and touches nothing", async (role) => {
    const { cp2, joinWords, joinControlPlaneWords } = await madeCluster();
    const joined = await kubewright(cp2, role === "worker" ? joinWords : joinControlPlaneWords);
    expect([joined.code, joined.err]).toEqual([0, ""]);
    const input = initConfig.replaceAll("cp1", "cp2").replace("10.77.0.11", "10.77.0.12");
    const { code, said } = await refusal(cp2, input);
    expect(code).toBe(3);
    expect(said).toContain(`[NodeRole] This machine is a ${role} of a cluster already`);
    expect(said).toContain("kubewright reset");
  });
});
