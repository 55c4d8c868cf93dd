import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/preflight/check.ts";
import { mayFound } from "../../src/preflight/checks/node-role.ts";
import { initChecks } from "../../src/preflight/init-checks.ts";
import { joinChecks, joinControlPlaneChecks } from "../../src/preflight/join-checks.ts";
import { resetChecks } from "../../src/preflight/reset-checks.ts";
import { runChecks } from "../../src/preflight/run-checks.ts";
import type { RuntimeAnswer } from "../../src/preflight/runtime-answer.ts";
import type { FakeMachine } from "../facts/fake-view.ts";
import { dfOf, ledgerOf, listensAt, looking, machine, unitsOf } from "./healthy-machine.ts";
import { intentOf, joinOf } from "./intents.ts";

/** "severity Name" of everything that init's checks find, info aside. */
async function found(
  change: FakeMachine = {},
  runtime: Partial<RuntimeAnswer> = {},
  environment = {},
  intent = intentOf(),
): Promise<string[]> {
  const results = await runChecks(initChecks(intent), looking(machine(change), runtime, environment));
  return results.flatMap(({ name, findings }) =>
    findings.filter(({ severity }) => severity !== "info").map(({ severity }) => `${severity} ${name}`),
  );
}

async function findings(
  change: FakeMachine,
  name: string,
  runtime: Partial<RuntimeAnswer> = {},
): Promise<readonly Finding[]> {
  const results = await runChecks(initChecks(intentOf()), looking(machine(change), runtime));
  return results.find((result) => result.name === name)?.findings ?? [];
}

const kubeadmCommon = [
  "CRI",
  "ContainerRuntimeVersion",
  "Swap",
  "FileExisting-losetup",
  "FileExisting-mount",
  "FileExisting-cp",
  "SystemVerification",
  "Hostname",
  "KubeletVersion",
  "Service-kubelet",
  "Port-10250",
];
const manifests = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"].map(
  (name) => `FileAvailable--etc-kubernetes-manifests-${name}.yaml`,
);

describe("the list of checks", () => {
  it("of init holds all of kubeadm's names", () => {
    const names = initChecks(intentOf()).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "IsPrivilegedUser",
        "NumCPU",
        "Mem",
        "KubernetesVersion",
        "Firewalld",
        "Port-6443",
        "Port-10259",
        "Port-10257",
        ...manifests,
        "HTTPProxy",
        "HTTPProxyCIDR",
        ...kubeadmCommon,
        "FileContent--proc-sys-net-ipv4-ip_forward",
        "Port-2379",
        "Port-2380",
        "DirAvailable--var-lib-etcd",
      ]),
    );
    expect(names).not.toContain("FileContent--proc-sys-net-ipv6-conf-default-forwarding");
  });

  it("asks for both families in a dual-stack cluster", () => {
    const networking = { serviceSubnet: "10.96.0.0/12,fd00:1::/108", podSubnet: "", dnsDomain: "cluster.local" };
    const names = initChecks(intentOf({ networking })).map(({ name }) => name);
    expect(names).toContain("FileContent--proc-sys-net-ipv6-conf-default-forwarding");
    expect(names.filter((name) => name === "HTTPProxyCIDR")).toHaveLength(2);
  });

  it("looks for the client certificates of an external etcd instead of etcd's ports", () => {
    const external = { endpoints: ["https://e:2379"], httpEndpoints: [], caFile: "/ca", certFile: "/crt", keyFile: "" };
    const names = initChecks(intentOf({ etcd: { external } })).map(({ name }) => name);
    expect(names.filter((name) => name === "ExternalEtcdClientCertificates")).toHaveLength(2);
    expect(names).not.toContain("Port-2379");
  });

  it("of a worker's join has the common set and its files", () => {
    const names = joinChecks(joinOf()).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "IsPrivilegedUser",
        "FileAvailable--etc-kubernetes-kubelet.conf",
        "FileAvailable--etc-kubernetes-bootstrap-kubelet.conf",
        ...kubeadmCommon,
        "FileAvailable--etc-kubernetes-pki-ca.crt",
        "HTTPProxy",
        "FileContent--proc-sys-net-ipv4-ip_forward",
      ]),
    );
    expect(names).not.toContain("NumCPU");
  });

  it("of a worker's join go by the cluster's kubelet configuration where it is known", async () => {
    const swaps = "Filename\tType\tSize\tUsed\tPriority\n/dev/sda2\tpartition\t1000\t0\t-2\n";
    const context = () => looking(machine({ files: { "/proc/swaps": swaps } }));
    const known = { kubernetesVersion: "v1.36.3", kubelet: { failSwapOn: false } };
    const found = async (checks: ReturnType<typeof joinChecks>) =>
      (await runChecks(checks, context())).map(({ name }) => name);
    expect(await found(joinChecks(joinOf()))).toContain("Swap");
    expect(await found(joinChecks(joinOf(), known))).not.toContain("Swap");
  });

  it("of a control plane's join leaves ca.crt alone and asks for the rest once the cluster is known", () => {
    expect(joinChecks(joinOf(true)).map(({ name }) => name)).not.toContain("FileAvailable--etc-kubernetes-pki-ca.crt");
    const later = joinControlPlaneChecks(intentOf(), true).map(({ name }) => name);
    expect(later).toEqual(
      expect.arrayContaining(["NumCPU", "Mem", "Port-6443", "Port-2380", "DirAvailable--var-lib-etcd", ...manifests]),
    );
    expect(later).not.toContain("CRI");
  });

  it("of a joining node look whether what it writes can be written", async () => {
    const files = { "/proc/self/mounts": "/dev/a / ext4 rw 0 0\n/dev/b /var/lib ext4 ro 0 0\n" };
    for (const [checks, path] of [
      [joinChecks(joinOf()), "/var/lib/kubelet, /var/lib/kubewright"],
      [joinControlPlaneChecks(intentOf(), true), "/var/lib/etcd"],
    ] as const) {
      const results = await runChecks(checks, looking(machine({ files })));
      const found = results.find(({ name }) => name === "ReadOnlyFileSystem");
      expect(found?.findings.map(({ what }) => what).join()).toContain(`mounted read-only, and ${path} `);
    }
  });

  it("of reset asks for root only", () => {
    expect(resetChecks().map(({ name }) => name)).toEqual(["IsPrivilegedUser"]);
  });
});

describe("a healthy machine", () => {
  it("has nothing in the way", async () => {
    expect(await found()).toEqual([]);
  });

  it("is asked each question once", async () => {
    const context = looking(machine());
    await runChecks(initChecks(intentOf()), context);
    const asked = (context.host as unknown as { readonly asked: readonly string[] }).asked;
    expect(asked).toEqual([...new Set(asked)]);
    expect(asked.length).toBeLessThan(16);
  });
});

describe("a machine with something in the way", () => {
  const proc = (path: string, text: string): FakeMachine => ({ files: { [path]: text } });
  const held = (port: number, line: string): FakeMachine => ({
    files: { "/proc/net/tcp": listensAt(port) },
    commands: { "ss -Hltnp": line },
  });
  const says = (command: string, text: string): FakeMachine => ({ commands: { [command]: text } });
  it.each<[FakeMachine, string]>([
    [proc("/proc/self/status", "Uid:\t0\t0\t0\t0\nCpus_allowed_list:\t0\n"), "error NumCPU"],
    [proc("/proc/meminfo", "MemTotal: 1740799 kB\n"), "error Mem"],
    [proc("/proc/swaps", "Filename Type Size\n/swapfile file 1024\n"), "warning Swap"],
    [proc("/proc/sys/net/ipv4/ip_forward", "0\n"), "error FileContent--proc-sys-net-ipv4-ip_forward"],
    [proc("/proc/sys/kernel/osrelease", "4.19.0\n"), "warning SystemVerification"],
    [proc("/sys/fs/cgroup/cgroup.controllers", "cpu cpuset pids hugetlb io\n"), "error SystemVerification"],
    [proc("/etc/resolv.conf", "# nothing\n"), "error ResolvConf"],
    [proc("/etc/resolv.conf", "nameserver 127.0.0.53\n"), "error ResolvConf"],
    [proc("/proc/sys/fs/inotify/max_user_instances", "128\n"), "warning InotifyLimits"],
    [
      proc("/etc/kubernetes/manifests/kube-apiserver.yaml", "kind: Pod"),
      "error FileAvailable--etc-kubernetes-manifests-kube-apiserver.yaml",
    ],
    [proc("/etc/kubernetes/admin.conf", "kind: Config"), "error ForeignFiles"],
    [{ directories: { "/var/lib/etcd": ["member"] } }, "error DirAvailable--var-lib-etcd"],
    [says("kubelet --version", "Kubernetes v1.37.0\n"), "error KubeletVersion"],
    [says("kubelet --version", "Kubernetes v1.32.9\n"), "error KubeletVersion"],
    [says("kubelet --version", "what?\n"), "error KubeletVersion"],
    [{ modified: { "/usr/bin/cp": 1, "/usr/bin/mount": 1 } }, "error FileExisting-losetup"],
    [says("getent ahosts", "127.0.1.1 STREAM cp1\n"), "warning Hostname"],
    [says("chronyc", "Leap status     : Not synchronised\n"), "warning TimeSync"],
    [says("getconf GNU_LIBC_VERSION", "glibc 2.17\n"), "warning Glibc"],
    [says("systemctl show", unitsOf({ firewalld: "LoadState=loaded\nActiveState=active" })), "warning Firewalld"],
    [
      says("systemctl show", unitsOf({ kubelet: "LoadState=loaded\nActiveState=inactive\nUnitFileState=disabled" })),
      "warning Service-kubelet",
    ],
    [
      says("systemctl show", unitsOf({ kubelet: "LoadState=masked\nActiveState=inactive\nUnitFileState=masked" })),
      "error Service-kubelet",
    ],
    [held(6443, 'LISTEN 0 1 0.0.0.0:6443 0.0.0.0:* users:(("haproxy",pid=9,fd=1))\n'), "error Port-6443"],
    [held(2380, "LISTEN 0 1 127.0.0.1:2380 0.0.0.0:*\n"), "error Port-2380"],
    [says("df -Pk", dfOf(400_000)), "error DiskSpace"],
    [says("uname -r", "# source /boot/c\nCONFIG_MEMCG=y\n"), "error SystemVerification"],
    [proc("/var/lib/kubewright/ledger.json", '{"version":1,"files":{"/etc/ku'), "error Ledger"],
    [
      proc("/proc/self/mounts", "/dev/sda1 / ext4 rw 0 0\n/dev/sda2 /etc ext4 ro,relatime 0 0\n"),
      "error ReadOnlyFileSystem",
    ],
  ])("%j: %s", async (change, expected) => {
    expect(await found(change)).toContain(expected);
  });

  it("is told everything at once", async () => {
    const change = {
      files: {
        "/proc/sys/net/ipv4/ip_forward": "0\n",
        "/proc/self/status": "Uid:\t0\t0\t0\t0\nCpus_allowed_list:\t0\n",
        "/proc/meminfo": "MemTotal: 1000 kB\n",
      },
    };
    expect(await found(change)).toEqual([
      "error NumCPU",
      "error Mem",
      "error FileContent--proc-sys-net-ipv4-ip_forward",
    ]);
  });

  it("is told only that it is not root, when it is not", async () => {
    expect(
      await found({
        files: { "/proc/self/status": "Uid:\t1000\t1000\t1000\t1000\n" },
        commands: { "kubelet --version": "" },
      }),
    ).toEqual(["error IsPrivilegedUser"]);
  });

  it("is told which stopped service to start when the runtime does not answer", async () => {
    const change = says("systemctl show", unitsOf({ containerd: "LoadState=loaded\nActiveState=inactive" }));
    const [first] = await findings(change, "CRI", { problem: "connect ENOENT" });
    expect(first).toMatchObject({ severity: "error", next: "systemctl enable --now containerd" });
  });

  it("is warned of a runtime that does not tell its cgroup driver", async () => {
    expect(await found({}, { cgroupDriver: null })).toEqual(["warning ContainerRuntimeVersion"]);
  });

  it("is told which file system takes no writes, and what will not be written", async () => {
    const mounts = "/dev/sda1 / ext4 ro,relatime 0 0\n/dev/sdb1 /var/lib ext4 rw 0 0\n";
    const [first, ...others] = await findings({ files: { "/proc/self/mounts": mounts } }, "ReadOnlyFileSystem");
    expect(first?.what).toBe("The file system at / is mounted read-only, and /etc/kubernetes lies on it.");
    expect(first?.next).toContain("mount -o remount,rw /");
    expect(others).toEqual([]);
  });

  it("is warned of an endpoint that nobody knows, and asks for no address and for the node's own name once", async () => {
    const commands = { "getent ahosts api.example.org": { code: 2, stdout: "", stderr: "" } };
    const at = (endpoint: string) => found({ commands }, {}, {}, intentOf({ controlPlaneEndpoint: endpoint }));
    expect(await at("api.example.org:6443")).toEqual(["warning ControlPlaneEndpoint"]);
    expect(await at("cp1:6443")).toEqual([]);
    const context = looking(machine({ commands }));
    await runChecks(initChecks(intentOf({ controlPlaneEndpoint: "[fd00::1]:6443" })), context);
    const asked = (context.host as unknown as { readonly asked: readonly string[] }).asked;
    expect(asked.filter((line) => line.startsWith("getent ahosts"))).toEqual(["getent ahosts cp1"]);
  });

  it("with cgroup v1 is refused, unless the kubelet is told to bear it", async () => {
    const v1 = {
      files: {
        "/proc/self/mounts": "tmpfs /sys/fs/cgroup tmpfs rw 0 0\n",
        "/proc/cgroups": ["cpu", "cpuacct", "cpuset", "devices", "freezer", "memory", "pids", "hugetlb", "blkio"]
          .map((name) => `${name}\t1\t1\t1\n`)
          .join(""),
      },
      directories: { "/sys/fs/cgroup/memory": [] },
    };
    expect(await found(v1)).toEqual(["error SystemVerification"]);
    expect(await found(v1, {}, {}, intentOf({}, { failCgroupV1: false }))).toEqual(["warning SystemVerification"]);
    expect(await found({ ...v1, commands: { "kubelet --version": "Kubernetes v1.34.1\n" } })).toEqual([
      "warning SystemVerification",
    ]);
  });

  it("is warned of a proxy that stands between the nodes", async () => {
    expect(await found({}, {}, { HTTPS_PROXY: "http://u:p@proxy:3128" })).toEqual([
      "warning HTTPProxy",
      "warning HTTPProxyCIDR",
    ]);
    expect(await found({}, {}, { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "10.0.0.0/8" })).toEqual([]);
  });
});

describe("a machine that apply made a control plane", () => {
  const record = { "/var/lib/kubewright/cluster.json": "{}" };
  const check = mayFound("/etc/kubernetes/pki");
  const looked = async (files: Readonly<Record<string, string>>) =>
    (await check.look(looking(machine({ files })))).map(({ what }) => what).join();

  it("founds no cluster of its own", async () => {
    expect(await looked({ ...record, "/etc/kubernetes/pki/ca.key": "key" })).toContain("a control plane of a cluster");
  });

  it("may, once kubeadm's reset took the cluster and left the record", async () => {
    expect(await looked(record)).toBe("");
  });
});

describe("what an earlier run left", () => {
  const sockets =
    'LISTEN 0 1 *:6443 *:* users:(("kube-apiserver",pid=1,fd=1))\nLISTEN 0 1 127.0.0.1:2379 0.0.0.0:* users:(("etcd",pid=2,fd=1))\n' +
    'LISTEN 0 1 *:10250 *:* users:(("kubelet",pid=3,fd=1))\nLISTEN 0 1 127.0.0.1:10257 0.0.0.0:* users:(("kube-controller",pid=4,fd=1))\n';
  const manifest = (name: string) => `/etc/kubernetes/manifests/${name}.yaml`;
  const written = [
    manifest("kube-apiserver"),
    manifest("etcd"),
    manifest("kube-controller-manager"),
    "/var/lib/kubelet/config.yaml",
    "/etc/kubernetes/admin.conf",
  ];
  const remains = {
    files: {
      ...Object.fromEntries(written.map((path) => [path, "text"])),
      "/proc/net/tcp": listensAt(6443, 2379, 10_250, 10_257),
    },
    directories: { "/var/lib/etcd": ["member"], "/etc/kubernetes/pki": ["ca.crt"] },
    commands: { "ss -Hltnp": sockets },
  };

  it("is not in the way when the ledger says that it is ours", async () => {
    const ours = { ...remains, files: { ...remains.files, ...ledgerOf(...written) } };
    expect(await found(ours)).toEqual([]);
    const [first] = await findings(ours, "EarlierRun");
    expect(first).toMatchObject({ severity: "info" });
  });

  it("is in the way, all of it, when there is no ledger", async () => {
    expect(await found(remains)).toEqual([
      "error Port-6443",
      "error Port-10257",
      ...["kube-apiserver", "kube-controller-manager", "etcd"].map(
        (name) => `error FileAvailable--etc-kubernetes-manifests-${name}.yaml`,
      ),
      "error Port-10250",
      "error Port-2379",
      "error DirAvailable--var-lib-etcd",
      "error ForeignFiles",
    ]);
  });

  it("is nobody's when the ledger is torn: that alone is told, with what to type", async () => {
    const torn = { ...remains, files: { ...remains.files, "/var/lib/kubewright/ledger.json": "{" } };
    expect(await found(torn)).toEqual(["error Ledger"]);
    const [first] = await findings(torn, "Ledger");
    expect(first?.what).toContain("/var/lib/kubewright/ledger.json");
    expect(first?.next).toContain("from a backup");
  });

  it("does not excuse a stranger on one of our ports", async () => {
    const stranger = 'LISTEN 0 1 *:6443 *:* users:(("nginx",pid=1,fd=1))\n';
    const ours = { files: { ...remains.files, ...ledgerOf(...written) }, commands: { "ss -Hltnp": stranger } };
    expect(await found(ours)).toEqual(["error Port-6443"]);
  });

  it("holds certificates of others apart, which will be used", async () => {
    const told = await findings({ directories: { "/etc/kubernetes/pki": ["ca.crt", "ca.key"] } }, "EarlierRun");
    expect(told.map(({ what }) => what).join()).toContain("2 certificates and keys in /etc/kubernetes/pki");
  });
});
