import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificateKey, configuration, forJoins } from "../../lab/cluster/configuration.ts";
import { equip } from "../../lab/cluster/equip.ts";
import { etcdMembers, etcdNames } from "../../lab/cluster/etcd-members.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { buildProduct } from "../../lab/cluster/product.ts";
import { initCommand, joinCommand } from "../../lab/cluster/tool-commands.ts";
import { until } from "../../lab/wait.ts";
import { outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";
import { contentOf } from "./support/tree.ts";

const lab = labFor("control-planes");
const names = ["cp1", "cp2", "cp3"];
const ofTheCluster = ["/etc/kubernetes", "/var/lib/kubelet/pki", "/var/lib/kubewright"];

/** An administrator's kubeconfig on the joining host; no token, and no pin. */
const joinByFile = [
  ...["kubewright", "join", "--discovery-file", "/root/discovery.conf", "--control-plane"],
  ...["--certificate-key", certificateKey, "--ignore-preflight-errors=SystemVerification"],
];

/** `reset` as a human types it: on a terminal, with the answer to its question. */
const reset = (name: string) =>
  lab.host(name).exec(["script", "-qec", "kubewright reset", "/dev/null"], { stdin: "y\n", timeoutMs: 600_000 });

/** What this host's own API server says: its kubeconfig leads to the first. */
const ownReadiness = (name: string) =>
  kubectl(lab.host(name), [`--server=https://${lab.host(name).address}:6443`, "get", "--raw=/readyz"]);

beforeAll(async () => {
  await Promise.all([buildProduct(), lab.down()]);
  const hosts = await lab.up(names);
  await equip(hosts, await configuration(forJoins(lab.host("cp1").address)));
  await lab.host("cp1").must(initCommand("kubewright"), { timeoutMs: 600_000 });
});

afterAll(() => lab.down());

describe("two control planes that join at the same moment", () => {
  it("both succeed, one by a token, one by a discovery file with its own credentials", async () => {
    const [cp1, cp2, cp3] = [lab.host("cp1"), lab.host("cp2"), lab.host("cp3")];
    await cp2.write("/root/discovery.conf", await cp1.read("/etc/kubernetes/admin.conf"), 0o600);
    const [byFile, byToken] = await Promise.all([
      cp2.exec(joinByFile, { timeoutMs: 600_000 }),
      cp3.exec(joinCommand("kubewright", cp1.address, "control-plane"), { timeoutMs: 600_000 }),
    ]);
    expect(byFile.code, outputOf(byFile)).toBe(0);
    expect(byToken.code, outputOf(byToken)).toBe(0);
    expect(await etcdMembers(cp1)).toEqual(names.map((name) => ({ name, isLearner: false })));
  });

  it("both serve the API and bear the role's label", async () => {
    for (const name of names) expect(await ownReadiness(name)).toBe("ok");
    const label = ["get", "nodes", "-l", "node-role.kubernetes.io/control-plane", "-o", "name"];
    expect(await kubectl(lab.host("cp1"), label)).toBe(names.map((name) => `node/${name}\n`).join(""));
  });
});

describe("reset of a control plane", () => {
  it("that etcd cannot spare is refused, and nothing is changed", async () => {
    await lab.crash("cp3");
    const before = await contentOf(lab.host("cp2"), ofTheCluster);
    const refused = await reset("cp2");
    expect(refused.code, outputOf(refused)).toBe(5);
    expect(refused.stdout).toContain("ETCD_QUORUM");
    expect(await contentOf(lab.host("cp2"), ofTheCluster)).toEqual(before);
    expect(await etcdNames(lab.host("cp1"))).toEqual(names);
  });

  it("takes its etcd member and its Node away, and says what it left", async () => {
    await lab.boot("cp3");
    await until("cp3 serves again", async () => (await ownReadiness("cp3")) === "ok", { deadlineMs: 300_000 });
    const done = await reset("cp2");
    expect(done.code, outputOf(done)).toBe(0);
    expect(done.stdout.replace(/\s+/g, " ")).toContain("this host's entry in a load balancer");
    expect(await etcdNames(lab.host("cp1"))).toEqual(["cp1", "cp3"]);
    expect(await kubectl(lab.host("cp1"), ["get", "nodes", "-o", "name"])).toBe("node/cp1\nnode/cp3\n");
  });

  it("of two leaves the other serving alone", async () => {
    const done = await reset("cp3");
    expect(done.code, outputOf(done)).toBe(0);
    expect(await etcdNames(lab.host("cp1"))).toEqual(["cp1"]);
    expect(await kubectl(lab.host("cp1"), ["get", "--raw=/readyz"])).toBe("ok");
  });
});
