import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstProcess } from "../../lab/host/control-groups.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { readRecord } from "../../lab/lab-record.ts";
import { checkoutDirectory, flannelManifestPath } from "../../lab/paths.ts";
import { run } from "../../lab/run.ts";
import { TEST_IMAGE } from "../../lab/versions.ts";
import { until } from "../../lab/wait.ts";
import { labFor } from "./support/lab-name.ts";
import { remainsOf } from "./support/remains.ts";

const lab = labFor("lab");
const other = labFor("lab-other");

beforeAll(async () => {
  await Promise.all([lab.down(), other.down()]);
  await lab.up(["cp1", "w1"]);
});
afterAll(() => Promise.all([lab.down(), other.down()]));

describe("a lab host", () => {
  it("runs systemd, sshd and containerd under its own name", async () => {
    const host = lab.host("cp1");
    expect(await host.must("hostname; systemctl is-active ssh containerd; cat /proc/1/comm")).toBe(
      "cp1\nactive\nactive\nsystemd\n",
    );
  });

  it("is reached over ssh with its true host key, and no other", async () => {
    expect(await ssh(lab.host("cp1"), lab.host("cp1").address)).toMatchObject({ code: 0, stdout: "cp1\n" });
    const known = await readFile(lab.host("cp1").ssh.knownHostsFile, "utf8");
    const keys = known
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[2]);
    expect(new Set(keys).size).toBe(2);
  });

  it("reaches the others by name", async () => {
    await lab.host("w1").must("ping -c 1 -W 5 cp1");
  });

  it("takes and gives files byte for byte, with their modes", async () => {
    const host = lab.host("cp1");
    await host.write("/opt/new/deep/file", Uint8Array.of(0, 255, 10, 13), 0o600);
    expect(await host.must("stat -c %a /opt/new/deep/file; od -An -tx1 /opt/new/deep/file")).toBe(
      "600\n 00 ff 0a 0d\n",
    );
    expect([...(await readFile(join(host.root, "opt/new/deep/file")))]).toEqual([0, 255, 10, 13]);
  });

  it("tells exit codes, reads stdin, and a command can be killed in it", async () => {
    const host = lab.host("cp1");
    expect(await host.exec("cat; exit 7", { stdin: "in" })).toEqual({ code: 7, stdout: "in", stderr: "" });
    const sleeper = await host.start(["sleep", "1000"]);
    await sleeper.kill("SIGKILL");
    expect((await sleeper.done).code).toBe(137);
  });

  it("changes no setting of the machine", async () => {
    const host = lab.host("cp1");
    const before = await readFile("/proc/sys/vm/overcommit_memory", "utf8");
    const flipped = before.trim() === "1" ? "0" : "1";
    await host.must(`echo ${flipped} > /proc/sys/vm/overcommit_memory`);
    expect(await readFile("/proc/sys/vm/overcommit_memory", "utf8")).toBe(before);
    expect((await host.exec("echo 4242 > /proc/sys/kernel/pid_max")).code).not.toBe(0);
    await host.must("test $(cat /proc/sys/net/ipv4/ip_forward) = 1");
  });
});

describe("a crash", () => {
  it("keeps the disk and nothing else; boot gives the same machine", async () => {
    const host = lab.host("cp1");
    const identity = () => host.must("cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub; ip -br link show eth0");
    const before = await identity();
    const boot = await host.read("/proc/sys/kernel/random/boot_id");
    await host.must(
      "echo kept > /root/kept; echo kept > /var/lib/etcd/kept; touch /run/lost; ip link add lost0 type bridge",
    );
    await lab.crash("cp1");
    expect((await lab.status()).hosts.find((found) => found.name === "cp1")?.state).toBe("stopped");
    await expect(host.exec("true")).rejects.toThrow("cp1 is not running");
    await lab.boot("cp1");
    expect(
      await host.must("cat /root/kept /var/lib/etcd/kept; ls /run/lost /sys/class/net/lost0 2>/dev/null; true"),
    ).toBe("kept\nkept\n");
    expect(stripPeer(await identity())).toBe(stripPeer(before));
    expect(await host.read("/proc/sys/kernel/random/boot_id")).not.toBe(boot);
    expect(await host.must("ctr -n k8s.io images list -q")).toContain("registry.k8s.io/kube-apiserver:");
  });
});

describe("a partition", () => {
  it("cuts a host from all others and the machine until it is healed", async () => {
    await lab.partition("w1");
    expect((await lab.status()).hosts.find((found) => found.name === "w1")?.partitioned).toBe(true);
    expect((await lab.host("cp1").exec("ping -c 1 -W 1 w1")).code).not.toBe(0);
    expect((await lab.host("w1").exec("true")).code).toBe(0);
    await lab.heal("w1");
    await until("cp1 reaches w1", async () => (await lab.host("cp1").exec("ping -c 1 -W 1 w1")).code === 0);
  });
});

describe("two labs at once", () => {
  it("have the same host names and do not meet; one goes and the other stays", async () => {
    const [twin] = await other.up(["cp1"]);
    const subnet = (await other.status()).subnet ?? "";
    expect(subnet).not.toBe((await lab.status()).subnet);
    expect((await lab.host("cp1").exec(`ping -c 1 -W 1 ${twin?.address}`)).code).not.toBe(0);
    await other.down();
    expect(remainsOf(other.name, subnet)).toEqual([]);
    expect((await lab.host("cp1").exec("true")).code).toBe(0);
  });
});

describe("down", () => {
  it("removes one host and lets another name in, which all others learn", async () => {
    await lab.up(["extra"]);
    await lab.host("w1").must("ping -c 1 -W 5 extra");
    await lab.down(["extra"]);
    expect((await lab.status()).hosts.map((host) => host.name)).toEqual(["cp1", "w1"]);
    expect(() => lab.host("extra")).toThrow('has no host "extra" (its hosts: cp1, w1)');
  });

  it("cleans all after pid 1 and its keeper were killed by force", async () => {
    await other.up(["cp1"]);
    const { subnet = "" } = await other.status();
    const number = readRecord(other.name)?.number ?? 0;
    const first = (await firstProcess(number, "cp1")) ?? 0;
    const keeper = Number(/^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${first}/status`, "utf8"))?.[1]);
    process.kill(keeper, "SIGKILL");
    process.kill(first, "SIGKILL");
    await other.down();
    expect(remainsOf(other.name, subnet)).toEqual([]);
  });

  it.each([100, 500, 900, 1500])(
    "cleans all after `up` was killed at %i ms, and up works again",
    async (milliseconds) => {
      const argv = [join(checkoutDirectory(), "scripts/run-ts.mjs"), join(checkoutDirectory(), "lab/main.ts")];
      const child = spawn(process.execPath, [...argv, "up", "cp1", "w1", "--name", other.name], { stdio: "ignore" });
      const closed = once(child, "close");
      const claimed = () => readRecord(other.name) !== undefined || child.exitCode !== null;
      await until("the run has begun", claimed, { everyMs: 2 });
      await pause(milliseconds); // the moment of the kill, not a wait for anything
      child.kill("SIGKILL");
      await closed;
      if (milliseconds > 500) await other.up(["w1", "cp1"]);
      const { subnet = "" } = await other.status();
      await other.down();
      expect(remainsOf(other.name, subnet)).toEqual([]);
    },
  );
});

describe("real kubeadm", () => {
  it("makes a Ready node on a lab host, and a Pod runs", async () => {
    const [host] = await lab.up(["cp2"]);
    if (host === undefined) throw new Error("up gave no host");
    const admin = { env: { KUBECONFIG: "/etc/kubernetes/admin.conf" } };
    await host.must(["kubeadm", "init", "--config", "/dev/stdin", "--ignore-preflight-errors=SystemVerification"], {
      stdin: KUBEADM_CONFIGURATION,
    });
    await host.must("kubectl apply -f -", { ...admin, stdin: await readFile(flannelManifestPath()) });
    await host.must("kubectl wait --for=condition=Ready node/cp2 --timeout=150s", admin);
    await host.must("kubectl taint node cp2 node-role.kubernetes.io/control-plane-", admin);
    const account = async () => (await host.exec("kubectl get serviceaccount default", admin)).code === 0;
    await until("the default service account exists", account);
    await host.must(
      `kubectl run hello --image=${TEST_IMAGE} --restart=Never --command -- sh -c 'echo from the pod'`,
      admin,
    );
    await host.must("kubectl wait --for=jsonpath='{.status.phase}'=Succeeded pod/hello --timeout=150s", admin);
    expect(await host.must("kubectl logs hello", admin)).toBe("from the pod\n");
    await expect(portAnswers(host.address, 6443)).resolves.toBe(true);
  }, 400_000);
});

const KUBEADM_CONFIGURATION = `
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
networking: {podSubnet: 10.244.0.0/16}
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
conntrack: {maxPerCore: 0}
`;

function ssh(host: LabHost, address: string) {
  const { identityFile, knownHostsFile, user } = host.ssh;
  const options = ["BatchMode=yes", "StrictHostKeyChecking=yes", `UserKnownHostsFile=${knownHostsFile}`];
  const flags = ["-F", "none", "-i", identityFile, ...options.flatMap((option) => ["-o", option])];
  return run(["ssh", ...flags, `${user}@${address}`, "hostname"], { timeoutMs: 60_000 });
}

/** The number after @ is the other end's, which is a new one after each boot. */
function stripPeer(text: string): string {
  return text.replace(/@if\d+/, "");
}

function portAnswers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 5000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .on("connect", () => end(true))
      .on("error", () => end(false))
      .on("timeout", () => end(false));
  });
}
