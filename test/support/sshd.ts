import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import type { SshTarget } from "../../src/host/ssh.ts";
import { type SshRun, type SshRunOptions, sshRun } from "../../src/host/ssh.ts";

/** A user that exists for one sshd alone. */
export interface SshdUser {
  readonly name: string;
  readonly shell?: string;
  /** Without one the login by password is closed. */
  readonly password?: string;
  /** "missing" names a home that is not there. */
  readonly home?: "missing";
}

export interface SshdOptions {
  readonly config?: readonly string[];
  readonly users?: readonly SshdUser[];
  /** /etc/sudoers, whole. */
  readonly sudoers?: string;
  /** Shell lines that run in the sshd's own mount namespace before it starts. */
  readonly mounts?: string;
  /** Files in every user's home: name to text. */
  readonly homeFiles?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A real sshd on a loopback port, with its own keys, users, sudoers and mounts. The machine's own files stay as they are. */
export interface Sshd {
  readonly port: number;
  readonly directory: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  readonly configFile: string;
  readonly pid: number;
  target(user?: string): SshTarget;
  run(options?: SshRunOptions): SshRun;
  log(): Promise<string>;
  stop(): Promise<void>;
}

const firstUid = 21_001;

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const directory = await mkdtemp("/var/tmp/kubewright-sshd-");
  await chmod(directory, 0o755);
  const at = (name: string): string => join(directory, name);
  keygen(at("host_key"), "ed25519");
  keygen(at("identity"), "ed25519");
  const port = await freePort();
  await writeFile(at("sshd_config"), sshdConfig(port, directory, options));
  await writeUsers(directory, options);
  await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const hostKey = await readFile(at("host_key.pub"), "utf8");
  await writeFile(at("known_hosts"), `[127.0.0.1]:${port} ${hostKey}`);
  await writeFile(at("config"), `Host *\n  UserKnownHostsFile ${at("known_hosts")}\n  GlobalKnownHostsFile none\n`);
  const mounts = [
    ...["passwd", "group", "shadow", "sudoers"].map((name) => `mount --bind ${at(name)} /etc/${name}`),
    options.mounts ?? "",
  ].join("\n");
  const script = `set -e\n${mounts}\nexec /usr/sbin/sshd -D -f ${at("sshd_config")} -E ${at("log")}`;
  const child = spawn("unshare", ["--mount", "--propagation", "private", "sh", "-c", script], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...options.environment },
  });
  await untilOpen(child, port);
  return {
    port,
    directory,
    pid: child.pid ?? 0,
    identityFile: at("identity"),
    knownHostsFile: at("known_hosts"),
    configFile: at("config"),
    target: (user = "root") => ({ name: "n1", address: "127.0.0.1", port, user, identityFile: at("identity") }),
    run: (run = {}) => sshRun({ home: directory, agentSocket: "", configFile: at("config"), ...run }),
    log: () => readFile(at("log"), "utf8").catch(() => ""),
    stop: async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Makes a key pair. */
export function keygen(file: string, type: string, ...more: readonly string[]): void {
  execFileSync("ssh-keygen", [
    "-q",
    "-t",
    type,
    "-f",
    file,
    "-C",
    "test",
    ...(more.includes("-N") ? [] : ["-N", ""]),
    ...more,
  ]);
}

function sshdConfig(port: number, directory: string, options: SshdOptions): string {
  return [
    ...(options.config ?? []),
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${directory}/host_key`,
    `AuthorizedKeysFile ${directory}/identity.pub`,
    "PidFile none",
    "StrictModes no",
    "UsePAM no",
    "PermitRootLogin yes",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "MaxStartups 100",
    "LogLevel VERBOSE",
    "AcceptEnv LANG LC_*",
  ].join("\n");
}

/** Copies of the machine's own lists with the test's users behind. */
async function writeUsers(directory: string, { users = [], sudoers, homeFiles = {} }: SshdOptions): Promise<void> {
  await mkdir(join(directory, "home", "root"), { recursive: true });
  const lists = { passwd: "", group: "", shadow: "" };
  for (const [index, user] of users.entries()) {
    const uid = firstUid + index;
    const home = join(directory, "home", user.name);
    const hash =
      user.password === undefined ? "*" : execFileSync("openssl", ["passwd", "-6", user.password]).toString().trim();
    lists.passwd += `${user.name}:x:${uid}:${uid}::${home}:${user.shell ?? "/bin/sh"}\n`;
    lists.group += `${user.name}:x:${uid}:\n`;
    lists.shadow += `${user.name}:${hash}:19000:0:99999:7:::\n`;
    if (user.home === "missing") continue;
    await mkdir(home, { recursive: true });
    for (const [name, text] of Object.entries(homeFiles)) {
      await mkdir(join(home, name, ".."), { recursive: true });
      await writeFile(join(home, name), text);
    }
    execFileSync("chown", ["-R", `${uid}:${uid}`, home]);
  }
  for (const name of ["passwd", "group", "shadow"] as const) {
    const own = await readFile(`/etc/${name}`, "utf8");
    // root's own rc files are not the test's.
    const text = name === "passwd" ? own.replace(/^(root:.*):[^:]*:([^:]*)$/m, `$1:${directory}/home/root:$2`) : own;
    await writeFile(join(directory, name), `${text}${lists[name]}`);
  }
  await chmod(join(directory, "shadow"), 0o600);
  await writeFile(join(directory, "sudoers"), `${sudoers ?? "root ALL=(ALL:ALL) ALL"}\n`, { mode: 0o440 });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("a server that listens has a port");
  return address.port;
}

async function untilOpen(child: ChildProcess, port: number): Promise<void> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  const deadline = Date.now() + 10_000;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`sshd did not start: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}
