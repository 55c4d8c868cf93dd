import { healthy } from "../../preflight/healthy-machine.ts";
import type { MemoryMachine } from "./memory-machine.ts";

/** Lays out a Debian host on which nothing is in the way: kernel, programs, answers of its commands. */
export function furnish(machine: MemoryMachine): void {
  const { host, name, address } = machine;
  for (const [path, text] of Object.entries(healthy.files)) host.put(path, text);
  for (const path of Object.keys(healthy.modified)) host.put(path, "ELF", 0o755);
  host.put("/usr/bin/kubelet", "ELF", 0o755);
  host.put("/proc/sys/kernel/hostname", `${name}\n`);
  host.put("/proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
  host.put("/proc/net/route", "Iface\tDestination\tGateway\neth0\t00000000\t0100000A\n");
  host.put("/etc/hosts", `${address} ${name}\n`);
  for (const directory of ["/etc/ca-certificates", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates"]) {
    host.files.place({ path: directory, state: { type: "directory", mode: 0o755, owner: "0:0" } });
  }
  const link = { ifname: "eth0", flags: ["UP"], addr_info: [{ family: "inet", local: address }] };
  const loopback = { ifname: "lo", flags: ["LOOPBACK", "UP"], addr_info: [{ family: "inet", local: "127.0.0.1" }] };
  host.on("ip -j addr", () => JSON.stringify([loopback, link]));
  host.on("kubelet --version", () => healthy.commands["kubelet --version"]);
  host.on("getent ahosts", ({ argv }) => {
    const found = machine.network.find(argv[2] ?? "");
    return found === null ? { code: 2, stdout: "", stderr: "" } : `${found.address} STREAM ${argv[2]}\n`;
  });
  host.on("getconf GNU_LIBC_VERSION", () => healthy.commands["getconf GNU_LIBC_VERSION"]);
  host.on("chronyc", () => healthy.commands.chronyc);
  host.on("readlink -f --", ({ argv }) => {
    const state = host.files.get(argv.at(-1) ?? "");
    return state === undefined
      ? { code: 1, stdout: "", stderr: "" }
      : `${state.type === "symlink" ? state.target : argv.at(-1)}\n`;
  });
  host.on(
    (argv) => argv[0] === "stat",
    ({ argv }) => modesOf(machine, argv.slice(argv.indexOf("--") + 1)),
  );
  host.on(
    (argv) => argv[0] === "sh" && (argv[2] ?? "").includes("chmod"),
    ({ argv }) => {
      const [path = "", mode = ""] = argv.slice(4);
      const state = host.files.get(path);
      if (state?.type === "file")
        host.files.place({ path, state: { ...state, mode: Number.parseInt(mode, 8), owner: "0:0" } });
      return "";
    },
  );
  host.on("od -A n", ({ argv }) => host.text(argv.at(-1) ?? "") ?? { code: 1, stdout: "", stderr: "no such file\n" });
  host.on("mv -n -T --", ({ argv }) => {
    const [from = "", to = ""] = argv.slice(-2);
    host.files.rename(from, to);
    return "";
  });
  host.on("sync", () => {
    host.files.sync();
    return "";
  });
  host.on("ss -Hltnp", () => machine.ports.listed());
  host.on(
    (argv) => argv[0] === "sh" && (argv[2] ?? "").includes("uname -r"),
    () => healthy.commands["uname -r"],
  );
  host.on(
    (argv) => argv[0] === "sh" && (argv[2] ?? "").includes("df -Pk"),
    () => healthy.commands["df -Pk"],
  );
  host.on("systemctl show", ({ argv }) => unitBlocks(machine, argv.slice(argv.indexOf("--") + 1)));
}

/** Blocks of `systemctl show` for several units, in the order asked. */
function unitBlocks(machine: MemoryMachine, names: readonly string[]): string {
  return names
    .map((name) => {
      const unit = machine.unit(name);
      const roots = ["/etc/systemd/system", "/usr/lib/systemd/system"];
      const isThere = unit !== undefined || roots.some((root) => machine.host.text(`${root}/${name}`) !== null);
      const state = isThere ? "loaded" : "not-found";
      const active = unit?.running === true ? "active" : "inactive";
      const file = !isThere ? "" : unit?.enabled === true ? "enabled" : "disabled";
      return `Id=${name}\nLoadState=${state}\nActiveState=${active}\nSubState=${active === "active" ? "running" : "dead"}\nUnitFileState=${file}\nMainPID=${unit?.running === true ? 100 : 0}\n`;
    })
    .join("\n");
}

/** What `stat --format="%a %u:%g %n"` prints of the paths that are there. */
function modesOf({ host }: MemoryMachine, paths: readonly string[]): string {
  return paths
    .map((path) => {
      const state = host.files.get(path);
      return state?.type === "file" ? `${state.mode.toString(8)} ${state.owner} ${path}\n` : "";
    })
    .join("");
}
