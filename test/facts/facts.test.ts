import { describe, expect, it } from "vitest";
import { binaries } from "../../src/facts/binaries.ts";
import { cgroups } from "../../src/facts/cgroups.ts";
import { cpuCount } from "../../src/facts/cpu-count.ts";
import { criSockets } from "../../src/facts/cri-sockets.ts";
import { hostname } from "../../src/facts/hostname.ts";
import { inotifyLimits } from "../../src/facts/inotify.ts";
import { interfaces } from "../../src/facts/interfaces.ts";
import { listeningSockets } from "../../src/facts/listening-sockets.ts";
import { addressOfRoutes, machineAnswers } from "../../src/facts/machine-answers.ts";
import { mountsUnder } from "../../src/facts/mounts.ts";
import { realPath } from "../../src/facts/real-path.ts";
import { resolution } from "../../src/facts/resolution.ts";
import { resolvConf } from "../../src/facts/resolv-conf.ts";
import { readText } from "../../src/facts/text-file.ts";
import { clockFollows, runningTimeService } from "../../src/facts/time-sync.ts";
import { parseUnits, units } from "../../src/facts/units.ts";
import { userId } from "../../src/facts/user-id.ts";
import { type FakeMachine, fakeView } from "./fake-view.ts";

const links = JSON.stringify([
  { ifname: "lo", flags: ["LOOPBACK", "UP"], addr_info: [{ local: "127.0.0.1" }, { local: "192.0.2.7" }] },
  { ifname: "eth0", flags: ["UP"], addr_info: [{ local: "10.0.0.11" }, { local: "2001:db8::11" }] },
]);
const route = "Iface\tDestination\tGateway\neth0\t00000000\t0100000A\n";

describe("what the configuration asks a machine", () => {
  it("is answered with name, addresses and the sockets that take a connection", async () => {
    const view = fakeView({
      files: { "/proc/sys/kernel/hostname": "CP1\n", "/proc/net/route": route },
      commands: { "ip -j addr": links },
      sockets: ["/var/run/crio/crio.sock"],
    });
    expect(await machineAnswers(view)).toEqual({
      hostname: "cp1",
      defaultRouteAddress: "10.0.0.11",
      loopbackGlobalAddress: "192.0.2.7",
      criSockets: ["unix:///var/run/crio/crio.sock"],
    });
  });

  it("is answered with nothing where the machine knows nothing", async () => {
    expect(await machineAnswers(fakeView({}))).toEqual({
      hostname: "",
      defaultRouteAddress: null,
      loopbackGlobalAddress: null,
      criSockets: [],
    });
  });

  it("prefers IPv4 to IPv6 whatever the order of the routes", () => {
    const both = [{ name: "e", up: true, loopback: false, addresses: ["2001:db8::1", "10.0.0.1"] }];
    const routes = [
      { interface: "e", family: 6 as const },
      { interface: "e", family: 4 as const },
    ];
    expect(addressOfRoutes(routes, both)).toBe("10.0.0.1");
    expect(addressOfRoutes(routes.slice(0, 1), both)).toBe("2001:db8::1");
  });
});

describe("a file's text", () => {
  it("is found behind links, also relative ones", async () => {
    const view = fakeView({
      files: { "/etc/resolv.conf": "-> ../run/resolve/stub.conf", "/run/resolve/stub.conf": "nameserver 10.0.0.2\n" },
    });
    expect((await resolvConf("/etc/resolv.conf").read(view))?.nameservers).toEqual(["10.0.0.2"]);
  });

  it("is null at the end of a circle of links", async () => {
    expect(await readText(fakeView({ files: { "/a": "-> /b", "/b": "-> /a" } }), "/a")).toBeNull();
  });
});

describe("a machine's facts", () => {
  it("tell which process listens and that it belongs to a Pod", async () => {
    const view = fakeView({
      commands: { "ss -Hltnp": 'LISTEN 0 10 *:6443 *:* users:(("kube-apiserver",pid=77,fd=3))\n' },
      files: { "/proc/77/cgroup": "0::/kubepods.slice/kubepods-burstable.slice/x\n" },
    });
    expect(await listeningSockets.read(view)).toEqual([
      { address: "::", port: 6443, process: { pid: 77, name: "kube-apiserver", inPod: true } },
    ]);
  });

  it("tell the ports without ss too, from /proc", async () => {
    const line = "   0: 00000000:192B 00000000:0000 0A 0:0 0:0 0 0 0 1\n";
    expect(await listeningSockets.read(fakeView({ files: { "/proc/net/tcp": line } }))).toEqual([
      { address: "0.0.0.0", port: 6443, process: null },
    ]);
  });

  it("hold units under the names that were asked, also behind an alias", async () => {
    const view = fakeView({
      commands: { "systemctl show": "Id=chrony.service\nLoadState=loaded\nActiveState=active\n" },
    });
    expect((await units(["chronyd.service"]).read(view)).get("chronyd.service")?.active).toBe("active");
  });

  it.each<[string, FakeMachine, boolean | null]>([
    ["chronyd", { commands: { chronyc: "Leap status     : Normal\n" } }, true],
    ["systemd-timesyncd", { files: { "/run/systemd/timesync/synchronized": "" } }, true],
    ["systemd-timesyncd", {}, false],
    ["ntpd", { commands: { timedatectl: "no\n" } }, false],
    ["ntpd", {}, null],
  ])("hold of the time service %s what it says (%j): %s", async (service, says, synchronized) => {
    expect(await clockFollows(`${service}.service`).read(fakeView(says))).toBe(synchronized);
  });

  it("name the time service that runs", () => {
    const state = (active: string) => parseUnits(`Id=x.service\nActiveState=${active}\n`).slice(0, 1);
    const states = new Map([...state("active").map((one) => ["chronyd.service", one] as const)]);
    expect(runningTimeService(states)).toBe("chronyd.service");
    expect(
      runningTimeService(new Map([...state("failed").map((one) => ["chronyd.service", one] as const)])),
    ).toBeNull();
  });

  it("do not ask for a name that could be an option", async () => {
    const view = fakeView({ commands: { getent: "10.0.0.1 STREAM\n" } });
    expect((await resolution("-x").read(view)).addresses).toEqual([]);
    expect(view.asked).toEqual([]);
  });

  it("keep a name that does not exist apart from a server that does not answer", async () => {
    const answer = (code: number) => fakeView({ commands: { getent: { code, stdout: "", stderr: "" } } });
    expect((await resolution("cp1").read(answer(2))).timedOut).toBe(false);
    expect((await resolution("cp1").read(answer(-1))).timedOut).toBe(true);
  });

  it("list the mounts below a directory, the innermost first", async () => {
    const info =
      "1 0 8:1 / /var/lib/kubelet rw - ext4 /dev/sda1 rw\n2 1 0:5 / /var/lib/kubelet/a rw - tmpfs tmpfs rw\n3 2 0:6 / /var/lib/kubelet/a/b rw - tmpfs tmpfs rw\n4 1 0:7 / /var/lib/kubelet2 rw - tmpfs tmpfs rw\n";
    const view = fakeView({ files: { "/proc/self/mountinfo": info } });
    expect((await mountsUnder("/var/lib/kubelet").read(view)).map(({ path }) => path)).toEqual([
      "/var/lib/kubelet/a/b",
      "/var/lib/kubelet/a",
    ]);
  });

  it("list the mounts below a directory that lies behind links by where it leads", async () => {
    const info =
      "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:5 / /data/k/pods/a rw - tmpfs tmpfs rw\n3 1 0:6 / /data/k2/b rw - tmpfs tmpfs rw\n";
    const view = fakeView({
      files: { "/proc/self/mountinfo": info, "/var/lib": "-> ../data/lib", "/data/lib/kubelet": "-> /data/k" },
    });
    expect((await mountsUnder("/var/lib/kubelet").read(view)).map(({ path }) => path)).toEqual(["/data/k/pods/a"]);
  });

  it("hear the addresses of an ip that knows no JSON", async () => {
    const text = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue
    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff
    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0
    inet6 fd00::5/64 scope global
3: tun0: <POINTOPOINT,MULTICAST,NOARP> mtu 1500 qdisc noop qlen 500
    inet 10.8.0.1 peer 10.8.0.2/32 scope global tun0
`;
    const refusal = { code: 1, stdout: "", stderr: "ip: unrecognized option: j\n" };
    const view = fakeView({ commands: { "ip -j addr": refusal, "ip addr": text } });
    expect(await interfaces.read(view)).toEqual([
      { name: "lo", up: true, loopback: true, addresses: ["127.0.0.1"] },
      { name: "eth0", up: true, loopback: false, addresses: ["10.0.0.5", "fd00::5"] },
      { name: "tun0", up: false, loopback: false, addresses: ["10.8.0.1"] },
    ]);
  });

  it("follow no circle of links for ever", async () => {
    const view = fakeView({ files: { "/a": "-> /b", "/b": "-> a" } });
    expect(await realPath(view, "/a/x")).toBe("/a/x");
  });

  it("tell user, CPUs, cgroups and limits", async () => {
    const view = fakeView({
      files: {
        "/proc/self/status": "Name:\tnode\nUid:\t0\t0\t0\t0\nCpus_allowed_list:\t0-3\n",
        "/proc/self/mounts": "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n",
        "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n",
        "/proc/sys/fs/inotify/max_user_instances": "128\n",
        "/proc/sys/kernel/hostname": "n\n",
      },
      modified: { "/usr/bin/mount": 1, "/bin/mount": 1 },
    });
    expect(await userId.read(view)).toBe(0);
    expect(await cpuCount.read(view)).toBe(4);
    expect((await cgroups.read(view)).controllers).toContain("freezer");
    expect(await inotifyLimits.read(view)).toEqual({ maxUserInstances: 128, maxUserWatches: null });
    expect(await hostname.read(view)).toBe("n");
    expect(await criSockets.read(view)).toEqual([]);
    expect([...(await binaries(["mount", "nope"]).read(view))]).toEqual([
      ["mount", "/usr/bin/mount"],
      ["nope", null],
    ]);
  });
});
