import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configuration } from "../../lab/cluster/configuration.ts";
import { etcdNames } from "../../lab/cluster/etcd-members.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { apiServerReady, applyFlannel, nodesReady, podOutput, podReady } from "../../lab/cluster/waits.ts";
import type { ExecResult, LabHost } from "../../lab/host/lab-host.ts";
import { TEST_IMAGE } from "../../lab/versions.ts";
import { until } from "../../lab/wait.ts";
import { freshHosts, kubewright, outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";

const lab = labFor("init");
const command = "init --config /root/kubeadm.yaml --upload-certs";
let cp1: LabHost;
let first: ExecResult;

beforeAll(async () => {
  await freshHosts(lab, ["cp1", "cp2", "w1"]);
  cp1 = lab.host("cp1");
  const text = await configuration({ ClusterConfiguration: "controlPlaneEndpoint: cp1:6443" });
  await cp1.write("/root/kubeadm.yaml", text);
  first = await kubewright(cp1, command);
});
afterAll(() => lab.down());

describe("init on a fresh host", () => {
  it("reaches a control plane whose four Pods run, and ends with 0", async () => {
    expect(first.code, outputOf(first)).toBe(0);
    await apiServerReady(cp1);
    const names = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];
    await Promise.all(names.map((name) => podReady(cp1, "kube-system", `${name}-cp1`)));
  });

  it("tells what to type next: kubeconfig, network, and the join commands", () => {
    expect(first.stdout).toContain("export KUBECONFIG=/etc/kubernetes/admin.conf");
    expect(first.stdout).toContain("kubectl apply -f");
    expect(first.stdout).toMatch(/kubewright join cp1:6443 --token [a-z0-9]{6}\.[a-z0-9]{16}/);
    expect(first.stdout).toMatch(/--control-plane --certificate-key [0-9a-f]{64}/);
  });

  it("shows no key of the cluster in what it prints", () => {
    expect(outputOf(first)).not.toContain("PRIVATE KEY");
  });

  it("has nothing to do the second time, says so and ends with 0", async () => {
    const begin = performance.now();
    const second = await kubewright(cp1, "init --config /root/kubeadm.yaml");
    console.log(`second init: ${Math.round(performance.now() - begin)} ms`);
    expect(second.code, outputOf(second)).toBe(0);
    expect(second.stdout).toContain("Nothing to change");
    expect(second.stdout).not.toMatch(/\d (file|object|command|call)s?[,)]/);
  });
});

describe("real kubeadm on the cluster", () => {
  it("sees every certificate", async () => {
    const table = await cp1.must("kubeadm certs check-expiration");
    for (const name of ["admin.conf", "apiserver", "etcd-server", "front-proxy-client", "super-admin.conf"]) {
      expect(table).toMatch(new RegExp(`^${name} .*36\\dd .* no`, "m"));
    }
    expect(table).not.toMatch(/MISSING|invalid/i);
  });

  it("makes a token", async () => {
    expect(await cp1.must("kubeadm token create --ttl 1h")).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
  });

  it("joins a worker and a control plane with the words that init printed", async () => {
    const word = (pattern: RegExp) => pattern.exec(first.stdout)?.[1] ?? "";
    const join = [
      ...["kubeadm", "join", "cp1:6443", "--ignore-preflight-errors=SystemVerification"],
      ...["--token", word(/--token (\S+)/), "--discovery-token-ca-cert-hash", word(/cert-hash (\S+)/)],
    ];
    const asControlPlane = ["--control-plane", "--certificate-key", word(/--certificate-key (\S+)/)];
    await Promise.all([lab.host("w1").must(join), lab.host("cp2").must([...join, ...asControlPlane])]);
    expect(await etcdNames(cp1)).toEqual(["cp1", "cp2"]);
  }, 600_000);
});

describe("the cluster", () => {
  it("has Ready nodes as soon as there is a network", async () => {
    await applyFlannel(cp1);
    await nodesReady(cp1, 3);
    const roles = await kubectl(cp1, ["get", "nodes", "-l", "node-role.kubernetes.io/control-plane", "-o", "name"]);
    expect(roles).toBe("node/cp1\nnode/cp2\n");
  }, 400_000);

  it("runs a Pod, and CoreDNS answers it through its Service", async () => {
    const account = () => kubectl(cp1, ["get", "serviceaccount", "default"]).then(() => true);
    await until("the default service account exists", account, { deadlineMs: 300_000 });
    const script = "until nslookup kubernetes.default.svc.cluster.local 10.96.0.10; do sleep 1; done";
    const pod = ["run", "asks", `--image=${TEST_IMAGE}`, "--restart=Never", "--command", "--", "sh", "-c", script];
    await kubectl(cp1, pod);
    expect(await podOutput(cp1, "asks")).toMatch(
      /Name:\s+kubernetes\.default\.svc\.cluster\.local\nAddress.*10\.96\.0\.1\b/,
    );
  }, 400_000);

  it("survives the power failure of its first host", async () => {
    await lab.crash("cp1");
    await lab.boot("cp1");
    await apiServerReady(cp1);
    await nodesReady(cp1, 3);
    const again = await kubewright(cp1, "init --config /root/kubeadm.yaml");
    expect(again.code, outputOf(again)).toBe(0);
    expect(again.stdout).toContain("Nothing to change");
  }, 400_000);
});
