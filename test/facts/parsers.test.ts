import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCgroupVersion, parseControllersV1 } from "../../src/facts/cgroups.ts";
import { countOfList } from "../../src/facts/cpu-count.ts";
import { parseRoutesV4, parseRoutesV6 } from "../../src/facts/default-routes.ts";
import { parseDf, parseDfs } from "../../src/facts/disk-space.ts";
import { parseGlibc } from "../../src/facts/glibc.ts";
import { parseIpAddr } from "../../src/facts/interfaces.ts";
import { parseKernelConfig } from "../../src/facts/kernel.ts";
import { parseKubeletVersion } from "../../src/facts/kubelet-version.ts";
import { parseSs } from "../../src/facts/listening-sockets.ts";
import { parseMemory } from "../../src/facts/memory.ts";
import { parseMountInfo } from "../../src/facts/mounts.ts";
import { plainText } from "../../src/facts/plain-text.ts";
import { parseProcNetTcp } from "../../src/facts/proc-net-tcp.ts";
import { parseReadOnly } from "../../src/facts/read-only.ts";
import { parseAhosts } from "../../src/facts/resolution.ts";
import { parseResolvConf } from "../../src/facts/resolv-conf.ts";
import { parseSwaps } from "../../src/facts/swaps.ts";
import { parseChrony } from "../../src/facts/time-sync.ts";
import { parseUnits } from "../../src/facts/units.ts";
import { anyText } from "../support/any-text.ts";

describe("a machine's text", () => {
  it("loses escape sequences, control characters and reading-direction marks", () => {
    expect(plainText("\u001b[31mred\u001b[0m\u0007 a\u202eb\r\nnext")).toBe("red a b next");
    expect(plainText("\u001b]0;title\u0007text")).toBe("text");
  });

  it("never holds a control character, whatever it was, and is never longer than asked", () => {
    fc.assert(
      fc.property(anyText({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (text, length) => {
        const plain = plainText(text, length);
        expect(plain).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(plain.length).toBeLessThanOrEqual(length);
      }),
    );
  });
});

describe("the kernel", () => {
  it("tells its options with their source", () => {
    const config = parseKernelConfig("# source /boot/config-6.1.0\nCONFIG_MEMCG=y\nCONFIG_VXLAN=m\n");
    expect(config?.source).toBe("/boot/config-6.1.0");
    expect([...(config?.options ?? [])]).toEqual([
      ["MEMCG", "y"],
      ["VXLAN", "m"],
    ]);
  });

  it("has no options where no file was found", () => {
    expect(parseKernelConfig("")).toBeNull();
  });

  it("tells memory in kibibytes", () => {
    const text =
      "MemTotal:       24689764 kB\nMemFree: 1 kB\nMemAvailable:   20000000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n";
    expect(parseMemory(text)).toEqual({
      totalKiB: 24_689_764,
      availableKiB: 20_000_000,
      swapTotalKiB: 0,
      swapFreeKiB: 0,
    });
  });

  it.each([
    ["0-3", 4],
    ["0", 1],
    ["0-1,4,6-7", 5],
    ["", 0],
    ["all", 0],
  ])("counts the CPUs of the list %j", (list, count) => {
    expect(countOfList(list)).toBe(count);
  });

  it("lists swap without the heading", () => {
    const text =
      "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/sda2                               partition\t1048572\t\t0\t\t-2\n";
    expect(parseSwaps(text)).toEqual([{ path: "/dev/sda2", sizeKiB: 1_048_572 }]);
    expect(parseSwaps("Filename Type Size Used Priority\n")).toEqual([]);
  });
});

describe("cgroups", () => {
  it("are version 2 where /sys/fs/cgroup is cgroup2", () => {
    expect(parseCgroupVersion("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", false)).toBe(2);
  });

  it("are version 1 where a tmpfs holds the memory controller, also beside a unified mount", () => {
    const hybrid = "tmpfs /sys/fs/cgroup tmpfs ro 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n";
    expect(parseCgroupVersion(hybrid, true)).toBe(1);
  });

  it("are none where nothing is mounted", () => {
    expect(parseCgroupVersion("proc /proc proc rw 0 0\n", false)).toBeNull();
  });

  it("count only enabled controllers", () => {
    const text = "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t5\t12\t1\nmemory\t0\t90\t0\npids\t7\t80\t1\n";
    expect(parseControllersV1(text)).toEqual(["cpuset", "pids"]);
  });
});

describe("the network", () => {
  it("has the default routes of /proc/net/route", () => {
    const text =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n" +
      "eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\neth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
    expect(parseRoutesV4(text)).toEqual([{ interface: "eth0", family: 4 }]);
  });

  it("has the IPv6 default routes that have a gateway", () => {
    const zero = "0".repeat(32);
    const line = (gateway: string, name: string) =>
      `${zero} 00 ${zero} 00 ${gateway} 00000400 00000001 00000000 00000003 ${name}\n`;
    const text = line("fe800000000000000000000000000001", "    eth0") + line(zero, "      lo");
    expect(parseRoutesV6(text)).toEqual([{ interface: "eth0", family: 6 }]);
  });

  it("has the interfaces of ip -j addr, and none for other text", () => {
    const text = JSON.stringify([
      { ifname: "lo", flags: ["LOOPBACK", "UP"], addr_info: [{ family: "inet", local: "127.0.0.1" }] },
      {
        ifname: "eth0",
        flags: ["BROADCAST", "UP"],
        addr_info: [{ local: "10.0.0.11" }, { local: "fe80::1" }, { local: 7 }],
      },
      { broken: true },
    ]);
    expect(parseIpAddr(text)).toEqual([
      { name: "lo", up: true, loopback: true, addresses: ["127.0.0.1"] },
      { name: "eth0", up: true, loopback: false, addresses: ["10.0.0.11", "fe80::1"] },
    ]);
    for (const garbage of ["", "{", "null", '"x"', "[1,null]"]) expect(parseIpAddr(garbage)).toEqual([]);
  });

  it("shows who listens, as ss tells it", () => {
    const text =
      'LISTEN 0      4096               *:10250            *:*    users:(("kubelet",pid=812,fd=20))\n' +
      'LISTEN 0      4096       127.0.0.1:2379       0.0.0.0:*    users:(("etcd",pid=900,fd=8))\n' +
      "LISTEN 0      4096   127.0.0.53%lo:53         0.0.0.0:*\n" +
      'LISTEN 0      128             [::]:22            [::]:*    users:(("sshd",pid=1,fd=4),("systemd",pid=1,fd=5))\n';
    expect(parseSs(text)).toEqual([
      { address: "::", port: 10_250, pid: 812, name: "kubelet" },
      { address: "127.0.0.1", port: 2379, pid: 900, name: "etcd" },
      { address: "127.0.0.53", port: 53, pid: null, name: "" },
      { address: "::", port: 22, pid: 1, name: "sshd" },
    ]);
  });

  it("shows who listens, as /proc tells it", () => {
    const text =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n" +
      "   0: 0100007F:094B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n" +
      "   1: 0100007F:094B 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n" +
      "   2: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 1\n";
    expect(parseProcNetTcp(text)).toEqual([
      { address: "127.0.0.1", port: 2379 },
      { address: "::1", port: 8080 },
    ]);
  });

  it("takes addresses out of getent, each once", () => {
    const text =
      "10.0.0.11       STREAM cp1\n10.0.0.11       DGRAM\n10.0.0.11       RAW\nfe80::1%eth0 STREAM\n$(reboot) x\n";
    expect(parseAhosts(text)).toEqual(["10.0.0.11", "fe80::1"]);
  });

  it("reads name servers and the last search line", () => {
    const text =
      "# nameserver 9.9.9.9\nnameserver 10.0.0.2 # ours\nnameserver x\nsearch a b\nsearch lab.example\noptions edns0\n";
    expect(parseResolvConf(text)).toEqual({ nameservers: ["10.0.0.2"], search: ["lab.example"] });
  });
});

describe("services and programs", () => {
  it("are read from systemctl show, one block each", () => {
    const text =
      "Id=kubelet.service\nLoadState=loaded\nActiveState=activating\nSubState=auto-restart\nUnitFileState=enabled\nResult=exit-code\n" +
      "ExecMainStatus=1\nNRestarts=7\nMainPID=0\nActiveEnterTimestampMonotonic=0\n\nId=none.service\nLoadState=not-found\nActiveState=inactive\n";
    const [kubelet, none] = parseUnits(text);
    expect(kubelet).toMatchObject({
      name: "kubelet.service",
      exists: true,
      active: "activating",
      sub: "auto-restart",
      restarts: 7,
      exitStatus: 1,
    });
    expect(none).toMatchObject({ name: "none.service", exists: false });
  });

  it("tell the kubelet's version, and nothing else", () => {
    expect(parseKubeletVersion("Kubernetes v1.36.3\n")).toBe("v1.36.3");
    expect(parseKubeletVersion("Kubernetes v1.37.0-rc.0+abc\n")).toBe("v1.37.0-rc.0+abc");
    expect(parseKubeletVersion("v1.36.3")).toBeNull();
  });

  it.each([
    ["Reference ID    : C0A80101\nLeap status     : Normal\n", true],
    ["Leap status     : Not synchronised\n", false],
    ["Leap status     : Insert second\n", true],
    ["506 Cannot talk to daemon\n", null],
  ])("tell from chrony's %j whether the clock is right", (text, isRight) => {
    expect(parseChrony(text)).toBe(isRight);
  });

  it("tell the C library's version", () => {
    expect(parseGlibc("glibc 2.36\n")).toEqual({ major: 2, minor: 36 });
    expect(parseGlibc("")).toBeNull();
  });
});

describe("disks", () => {
  it("are read from df, also where the device's name holds blanks", () => {
    const text =
      "Filesystem     1024-blocks      Used Available Capacity Mounted on\n//nas/my share    10000000  9000000   1000000      90% /var/lib/my etcd\n";
    expect(parseDf(text)).toEqual({ mount: "/var/lib/my etcd", totalKiB: 10_000_000, availableKiB: 1_000_000 });
    expect(parseDf("df: x: No such file\n")).toBeNull();
    expect(parseDfs(`${text}none\n${text}`).map((space) => space?.totalKiB)).toEqual([
      10_000_000,
      undefined,
      10_000_000,
    ]);
  });

  it("are read from mountinfo with escaped blanks", () => {
    const text =
      "36 35 98:0 /mnt1 /var/lib/kubelet/pods/a\\040b rw,noatime master:1 - ext3 /dev/root rw,errors=continue\nbroken\n";
    expect(parseMountInfo(text)).toEqual([{ path: "/var/lib/kubelet/pods/a b", type: "ext3" }]);
  });
});

describe("file systems that take no writes", () => {
  const paths = ["/etc/kubernetes", "/var/lib/kubelet", "/var/lib/my etcd"];

  it("are those nearest above a path; of two at one place the later covers the other", () => {
    const text =
      "rootfs / rootfs ro 0 0\n/dev/a / ext4 rw 0 0\n/dev/b /var ext4 ro,relatime 0 0\n/dev/c /var/lib/my\\040etcd xfs rw,errors=remount-ro 0 0\n/dev/d /etc/kube ext4 ro 0 0\n";
    expect(parseReadOnly(text, paths)).toEqual([{ mount: "/var", paths: ["/var/lib/kubelet"] }]);
  });

  it("hold what a link leads to, not the link", () => {
    const text = "/dev/a / ext4 ro 0 0\n/dev/b /srv ext4 rw 0 0\n";
    const leads = (path: string) => (path === "/etc/kubernetes" ? "/srv/kubernetes" : path);
    expect(parseReadOnly(text, paths, leads)).toEqual([{ mount: "/", paths: paths.slice(1) }]);
  });
});

describe("every parser", () => {
  it("answers any text without failing", () => {
    const parsers = [
      parseKernelConfig,
      parseMemory,
      countOfList,
      parseSwaps,
      parseControllersV1,
      parseRoutesV4,
      parseRoutesV6,
      parseIpAddr,
      parseSs,
      parseProcNetTcp,
      parseAhosts,
      parseResolvConf,
      parseUnits,
      parseKubeletVersion,
      parseChrony,
      parseGlibc,
      parseDf,
      parseMountInfo,
      (text: string) => parseReadOnly(text, ["/etc/kubernetes"]),
    ];
    fc.assert(
      fc.property(anyText({ maxLength: 400 }), (text) => {
        for (const parse of parsers) expect(() => parse(text)).not.toThrow();
      }),
    );
  });
});
