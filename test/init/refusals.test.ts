import { describe, expect, test } from "vitest";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { linesOf } from "../support/memory-machine/told.ts";

const input = initConfig;

describe("init", () => {
  test.each([
    ["/etc/kubernetes/admin.conf", "apiVersion: v1\n"],
    [
      "/etc/kubernetes/manifests/kube-apiserver.yaml",
      "apiVersion: v1\nkind: Pod\nmetadata: {name: kube-apiserver}\nspec: {containers: []}\n",
    ],
    ["/etc/kubernetes/kubelet.conf", "apiVersion: v1\n"],
    ["/var/lib/etcd/member/snap/db", "somebody's data"],
    ["/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n"],
  ])("refuses a host where somebody else's %s lies, and touches nothing", async (path, text) => {
    const { cp1 } = blankMachines();
    cp1.host.put(path, text);
    const before = cp1.host.tree();
    const ran = await kubewright(cp1, initWords, { input });
    expect(ran.code).toBe(3);
    expect(ran.err).toContain("PREFLIGHT_FAILED");
    expect(ran.effects).toEqual([]);
    expect(cp1.host.tree()).toEqual(before);
  });

  test.each(["init", "join", "reset"])(
    "%s by another user than root says so first, and touches nothing",
    async (command) => {
      const { cp1 } = blankMachines();
      cp1.host.put("/proc/self/status", "Name:\tkubewright\nUid:\t1000\t1000\t1000\t1000\n");
      const token = ["--token", "abcdef.0123456789abcdef", "--discovery-token-unsafe-skip-ca-verification"];
      const ran = await kubewright(cp1, command === "join" ? [command, "10.0.0.1:6443", ...token] : [command]);
      expect([ran.code, ran.effects]).toEqual([3, []]);
      expect(ran.err).toContain("(NOT_ROOT)");
      expect(ran.err).toContain("sudo");
    },
  );

  test("refuses an authority that is there without its key", async () => {
    const { cp1 } = blankMachines();
    const { cp1: other } = await madeCluster();
    cp1.host.put("/etc/kubernetes/pki/ca.crt", other.host.text("/etc/kubernetes/pki/ca.crt") ?? "");
    const ran = await kubewright(cp1, [...initWords, "-o", "json"], { input });
    expect(ran.code).not.toBe(0);
    expect(linesOf(ran).some((line) => line["type"] === "error" && line["code"] === "CA_KEY_MISSING")).toBe(true);
    expect(ran.effects.some((effect) => effect.endsWith("/pki/ca.key"))).toBe(false);
  });

  test("uses authorities that are there, and makes no second ones", async () => {
    const { cp1 } = blankMachines();
    const { cp1: other } = await madeCluster();
    const given = ["ca.crt", "ca.key", "sa.key", "sa.pub", "etcd/ca.crt", "etcd/ca.key"].map(
      (name) => `/etc/kubernetes/pki/${name}`,
    );
    for (const path of given) cp1.host.put(path, other.host.text(path) ?? "", 0o600);
    const ran = await kubewright(cp1, initWords, { input });
    expect([ran.code, ran.err]).toEqual([0, ""]);
    for (const path of given) expect(cp1.host.text(path), path).toBe(other.host.text(path));
  });

  test("run twice at once is done once: the other is refused and told who is at work", async () => {
    const { cp1 } = blankMachines();
    const both = await Promise.all([kubewright(cp1, initWords, { input }), kubewright(cp1, initWords, { input })]);
    const [first, second] = both.sort((a, b) => (a.code ?? 0) - (b.code ?? 0));
    expect(first?.code).toBe(0);
    expect(second?.code).toBe(5);
    expect(second?.err).toContain("HOST_LOCKED");
    expect(second?.err.replaceAll(/\s+/g, " ")).toMatch(/held by: kubewright init \(\w+, pid \d+, since \d{4}-/);
  });

  test("refuses a phase that does not exist with exit code 2", async () => {
    const { cp1 } = blankMachines();
    const ran = await kubewright(cp1, [...initWords, "--skip-phases", "addon/kube-prxy"], { input });
    expect([ran.code, ran.effects]).toEqual([2, []]);
    expect(ran.err).toContain("PHASE_UNKNOWN");
  });

  test("waits for an API server that takes its time", async () => {
    const { cp1 } = blankMachines();
    cp1.ports.apiServerLag = 4;
    const ran = await kubewright(cp1, initWords, { input });
    expect([ran.code, ran.err, cp1.ports.apiServerLag]).toEqual([0, "", 0]);
  });

  test("tells what is wrong when the kubelet does not come up, and fails", async () => {
    const { cp1 } = blankMachines();
    cp1.kubeletIsStuck = true;
    const quick = input.replace(
      "localAPIEndpoint",
      "timeouts: {controlPlaneComponentHealthCheck: 300ms, kubernetesAPICall: 300ms}\nlocalAPIEndpoint",
    );
    const ran = await kubewright(cp1, initWords, { input: quick });
    expect(ran.code).toBe(5);
    expect(ran.err).toMatch(/api-answers/);
    cp1.kubeletIsStuck = false;
    cp1.network.settle();
    const again = await kubewright(cp1, initWords, { input });
    expect([again.code, again.err]).toEqual([0, ""]);
  });
});
