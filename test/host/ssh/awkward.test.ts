import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { textState } from "../../../src/host/file-state.ts";
import type { Host } from "../../../src/host/host.ts";
import { openSshHost, type SshRunOptions, type SshTarget } from "../../../src/host/ssh.ts";
import { Secret } from "../../../src/secret.ts";
import { LoopbackServers } from "../../support/loopback-servers.ts";
import { type Sshd, type SshdOptions, startSshd } from "../../support/sshd.ts";

const all = "root ALL=(ALL:ALL) ALL\nops ALL=(ALL) NOPASSWD: ALL\n";
const withPassword = "root ALL=(ALL:ALL) ALL\nops ALL=(ALL) ALL\n";
const ops = { name: "ops", shell: "/bin/bash" };
const opsWithPassword = { ...ops, password: "sudo pass wörd'\"$x" };
const answer = async (): Promise<Secret> => new Secret(opsWithPassword.password);

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(options: SshdOptions): Promise<Sshd> {
  const sshd = await startSshd(options);
  open.push(() => sshd.stop());
  return sshd;
}

async function login(sshd: Sshd, target: SshTarget, run: SshRunOptions = {}): Promise<Host> {
  const host = await openSshHost(target, sshd.run(run));
  open.push(() => host.close());
  return host;
}

/** All that a run needs of a machine, in one go. */
async function works(host: Host): Promise<void> {
  const root = await mkdtemp("/var/tmp/kubewright-awkward-");
  open.push(() => rm(root, { recursive: true, force: true }));
  const content = "first line\n$HOME `id` ünï 🚀 \\n !x\n";
  const path = join(root, "a b/c'd");
  await host.write([{ path, state: textState(content, 0o640) }]);
  const states = await host.read([path, "/proc/version", "/nowhere"]);
  expect([...states.keys()].sort()).toEqual(["/proc/version", path]);
  expect(states.get(path)).toEqual(textState(content, 0o640));
  expect(states.get("/proc/version")).toMatchObject({ content: expect.stringContaining("Linux") });
  expect([...(await host.list([join(root, "a b")])).values()]).toEqual([["c'd"]]);
  expect((await host.modified([path])).get(path)).toBeGreaterThan(1e12);
  const words = ["a b", "it's", "$x", "`y`", "!z", "\\", "*", "ü", "", "two\nlines"];
  const printed = await host.run({ argv: ["printf", "<%s>", ...words] });
  expect(printed).toEqual({ code: 0, stdout: words.map((word) => `<${word}>`).join(""), stderr: "" });
  expect((await host.run({ argv: ["cat"], stdin: new Secret("through") })).stdout).toBe("through");
  expect((await host.run({ argv: ["id", "-u"] })).stdout).toBe("0\n");
  const held = await host.hold(join(root, "lock"), "the test");
  await expect(host.hold(join(root, "lock"), "another")).rejects.toMatchObject({ code: "HOST_LOCKED" });
  await held.release();
}

const noisy = { ".bashrc": "echo noise from bashrc; echo more >&2\n", ".profile": "echo profile\n" };

const hosts: readonly (readonly [string, SshdOptions, string, SshRunOptions])[] = [
  ["root", {}, "root", {}],
  ["sudo without a password", { users: [ops], sudoers: all }, "ops", {}],
  ["sudo with a password", { users: [opsWithPassword], sudoers: withPassword }, "ops", { ask: answer }],
  ["sudo with requiretty", { users: [ops], sudoers: `Defaults requiretty\n${all}` }, "ops", {}],
  [
    "sudo with requiretty and a password",
    { users: [opsWithPassword], sudoers: `Defaults requiretty\n${withPassword}` },
    "ops",
    { ask: answer },
  ],
  ["sudo with use_pty", { users: [ops], sudoers: `Defaults use_pty\n${all}` }, "ops", {}],
  [
    "sudo that lectures",
    { users: [opsWithPassword], sudoers: `Defaults lecture=always\n${withPassword}` },
    "ops",
    { ask: answer },
  ],
  ["a banner before the login", { config: ["Banner /etc/passwd"] }, "root", {}],
  ["a .bashrc that prints", { users: [ops], sudoers: all, homeFiles: noisy }, "ops", {}],
  [
    "the login shell fish, which prints",
    {
      users: [{ name: "ops", shell: "/usr/bin/fish" }],
      sudoers: all,
      homeFiles: { ".config/fish/config.fish": "echo fishy; echo fishier >&2\n" },
    },
    "ops",
    {},
  ],
  [
    "the login shell tcsh, which prints",
    {
      users: [{ name: "ops", shell: "/usr/bin/tcsh" }],
      sudoers: all,
      homeFiles: { ".cshrc": "echo tcshy\nset histchars='!^'\n" },
    },
    "ops",
    {},
  ],
  ["the login shell dash", { users: [{ name: "ops", shell: "/bin/dash" }], sudoers: all }, "ops", {}],
  ["/tmp noexec and read-only", { mounts: "mount -t tmpfs -o ro,noexec,size=1m none /tmp" }, "root", {}],
  ["umask 077", { users: [ops], sudoers: all, homeFiles: { ".bashrc": "umask 077\n" } }, "ops", {}],
  [
    "a foreign locale",
    {
      users: [ops],
      sudoers: all,
      homeFiles: { ".bashrc": "export LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 LANGUAGE=de LC_NUMERIC=de_DE.UTF-8\n" },
    },
    "ops",
    {},
  ],
  ["a home that is missing", { users: [{ name: "ops", home: "missing" }], sudoers: all }, "ops", {}],
  [
    "an empty PATH of the login",
    { users: [ops], sudoers: all, homeFiles: { ".bashrc": "export PATH=/usr/bin:/bin\n" } },
    "ops",
    {},
  ],
  ["MaxSessions 2", { config: ["MaxSessions 2"] }, "root", {}],
  ["forwarding forbidden", { config: ["AllowTcpForwarding no", "AllowStreamLocalForwarding no"] }, "root", {}],
  [
    "only AES-CTR and ECDH",
    { config: ["Ciphers aes256-ctr", "KexAlgorithms ecdh-sha2-nistp256", "MACs hmac-sha2-256"] },
    "root",
    {},
  ],
];

describe("awkward hosts", () => {
  it.each(hosts)("%s: everything works", async (_name, options, user, run) => {
    const sshd = await start(options);
    await works(await login(sshd, sshd.target(user), run));
  });

  it("MaxSessions 2: twenty commands and a lock at the same time", async () => {
    const sshd = await start({ config: ["MaxSessions 2"] });
    const host = await login(sshd, sshd.target());
    const root = await mkdtemp("/var/tmp/kubewright-awkward-");
    open.push(() => rm(root, { recursive: true, force: true }));
    const held = await host.hold(join(root, "lock"), "the test");
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => host.probe({ argv: ["echo", `${n}`] })));
    expect(results.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 20 }, (_, n) => `${n}\n`));
    await held.release();
  });

  it("MaxSessions 1: a lock leaves no room for commands, and that is said", async () => {
    const sshd = await start({ config: ["MaxSessions 1"] });
    const host = await login(sshd, sshd.target());
    const root = await mkdtemp("/var/tmp/kubewright-awkward-");
    open.push(() => rm(root, { recursive: true, force: true }));
    const held = await host.hold(join(root, "lock"), "the test");
    await expect(host.probe({ argv: ["true"] })).rejects.toMatchObject({
      code: "HOST_SESSIONS_REFUSED",
      next: expect.stringContaining("MaxSessions"),
    });
    await held.release();
    expect((await host.probe({ argv: ["true"] })).code).toBe(0);
  });
});

describe("hosts that cannot be used", () => {
  const refusals: readonly (readonly [string, SshdOptions, SshRunOptions, string])[] = [
    [
      "a user who may not use sudo",
      { users: [opsWithPassword], sudoers: "root ALL=(ALL:ALL) ALL" },
      { ask: answer },
      "HOST_SUDO_REFUSED",
    ],
    [
      "a password that nobody can give",
      { users: [opsWithPassword], sudoers: withPassword },
      {},
      "HOST_SUDO_PASSWORD_NEEDED",
    ],
    [
      "a wrong password",
      { users: [opsWithPassword], sudoers: withPassword },
      { ask: async () => new Secret("wrong-sudo-pass") },
      "HOST_SUDO_PASSWORD_WRONG",
    ],
    ["the login shell nologin", { users: [{ name: "ops", shell: "/usr/sbin/nologin" }] }, {}, "HOST_SHELL_UNUSABLE"],
    [
      "an rc file that ends the shell",
      { users: [ops], homeFiles: { ".bashrc": "echo bye; exit 3\n" } },
      {},
      "HOST_SHELL_UNUSABLE",
    ],
    ["a ForceCommand", { users: [ops], config: ["ForceCommand echo forced"] }, {}, "HOST_SHELL_UNUSABLE"],
    ["no sessions at all", { users: [ops], config: ["MaxSessions 0"] }, {}, "HOST_SESSIONS_REFUSED"],
    [
      "algorithms of another age",
      { users: [ops], config: ["Ciphers chacha20-poly1305@openssh.com"] },
      {},
      "HOST_SSH_UNSUPPORTED",
    ],
  ];
  it.each(refusals)("%s: %s", async (_name, options, run, code) => {
    const sshd = await start(options);
    const failed = openSshHost(sshd.target("ops"), sshd.run(run));
    await expect(failed).rejects.toMatchObject({ code, node: "n1", exitCode: 4 });
    await failed.catch((error: unknown) => expect(JSON.stringify(error)).not.toContain("wrong-sudo-pass"));
  });

  it("the password for sudo is read from a file", async () => {
    const sshd = await start({ users: [opsWithPassword], sudoers: withPassword });
    const file = join(sshd.directory, "sudo-password");
    await writeFile(file, `${opsWithPassword.password}\nnot this\n`);
    await works(await login(sshd, sshd.target("ops"), { sudoPasswordFile: file }));
    const missing = openSshHost(sshd.target("ops"), sshd.run({ sudoPasswordFile: `${file}x` }));
    await expect(missing).rejects.toMatchObject({ code: "HOST_SUDO_PASSWORD_NEEDED" });
  });

  it("a wrong password is tried once", async () => {
    const sshd = await start({
      users: [opsWithPassword],
      sudoers: withPassword,
      mounts: "mount -t tmpfs none /var/log",
    });
    const asked: string[] = [];
    const run = sshd.run({
      ask: async ({ kind, text, isHidden }) => {
        asked.push(`${kind} ${isHidden} ${text}`);
        return new Secret("nope");
      },
    });
    await expect(openSshHost(sshd.target("ops"), run)).rejects.toMatchObject({ code: "HOST_SUDO_PASSWORD_WRONG" });
    expect(asked).toEqual(["sudo-password true Password of ops for sudo on n1 (127.0.0.1), the same for all hosts"]);
  });
});

const noSocat = "mount -t tmpfs none /opt; touch /opt/none; mount --bind /opt/none /usr/bin/socat";

describe("streams of awkward hosts", () => {
  async function server(kind: "tcp" | "unix") {
    const root = await mkdtemp("/var/tmp/kubewright-awkward-");
    await mkdir(root, { recursive: true });
    const servers = new LoopbackServers(root);
    open.push(async () => {
      servers.close();
      await rm(root, { recursive: true, force: true });
    });
    return servers.serve(kind, (stream) => stream.pipe(stream));
  }

  async function echo(host: Host, target: Awaited<ReturnType<typeof server>>): Promise<string> {
    const stream = await host.dial(target);
    const { text } = await import("node:stream/consumers");
    const heard = text(stream);
    stream.end("hello");
    return heard;
  }

  it("forwarding forbidden: the machine's own ports are reached by socat, from itself", async () => {
    const sshd = await start({ config: ["AllowTcpForwarding no"], users: [ops], sudoers: all });
    const target = await server("tcp");
    for (const user of ["root", "ops"]) {
      const host = await login(sshd, { ...sshd.target(user), directAddress: "192.0.2.1" });
      expect(await echo(host, target)).toBe("hello");
      expect(await echo(host, { ...target, host: "localhost" })).toBe("hello");
      await expect(host.dial({ port: 1 })).rejects.toMatchObject({ code: "ECONNREFUSED" });
    }
  });

  it("forwarding forbidden and no socat: they are reached at its address, or the error says what to allow", async () => {
    const sshd = await start({ config: ["AllowTcpForwarding no"], mounts: noSocat });
    const target = await server("tcp");
    const refusal = { code: "HOST_FORWARDING_REFUSED", node: "n1", next: expect.stringMatching(/AllowTcp.*socat/) };
    const without = await login(sshd, sshd.target());
    await expect(echo(without, target)).rejects.toMatchObject(refusal);
    const direct = await login(sshd, { ...sshd.target(), directAddress: "127.0.0.1" });
    expect(await echo(direct, target)).toBe("hello");
    expect(await echo(direct, target)).toBe("hello");
    await expect(direct.dial({ port: 1 })).rejects.toMatchObject(refusal);
  });

  it("a socket that root alone may open is reached by socat", async () => {
    const sshd = await start({ users: [ops], sudoers: all });
    const target = await server("unix");
    const host = await login(sshd, sshd.target("ops"));
    expect(await echo(host, target)).toBe("hello");
    await expect(host.dial({ socket: "/var/tmp/kubewright-no.sock" })).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("a socket that sshd forbids even root, in the words of one that nobody serves, is reached by socat", async () => {
    const sshd = await start({ config: ["AllowStreamLocalForwarding no"] });
    const target = await server("unix");
    const host = await login(sshd, sshd.target());
    await expect(host.dial({ socket: "/var/tmp/kubewright-no.sock" })).rejects.toMatchObject({ code: "ENOENT" });
    expect(await echo(host, target)).toBe("hello");
    expect(await echo(host, target)).toBe("hello");
    await expect(host.dial({ socket: "/var/tmp/kubewright-no.sock" })).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("a socket that cannot be reached because socat is missing is named", async () => {
    const sshd = await start({
      users: [ops],
      sudoers: all,
      mounts: noSocat,
    });
    const target = await server("unix");
    const host = await login(sshd, sshd.target("ops"));
    await expect(host.dial(target)).rejects.toMatchObject({
      code: "HOST_SOCKET_UNREACHABLE",
      next: expect.stringContaining("socat"),
    });
  });

  it("a port that nobody serves is refused with a socket's own code", async () => {
    const sshd = await start({});
    const host = await login(sshd, sshd.target());
    await expect(host.dial({ port: 1 })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("a failed write", () => {
  it("names the path and the reason, and leaves nothing half-written", async () => {
    const sshd = await start({ mounts: "mount -t tmpfs -o size=64k none /mnt" });
    const host = await login(sshd, sshd.target());
    await host.write([{ path: "/mnt/kept", state: textState("old") }]);
    const much = { path: "/mnt/much", state: textState("x".repeat(300_000)) };
    await expect(host.write([{ path: "/mnt/kept", state: textState("new") }, much])).rejects.toMatchObject({
      code: "HOST_WRITE_FAILED",
      what: expect.stringContaining("/mnt/much"),
      why: expect.stringContaining("No space left"),
      next: expect.stringContaining("df -h"),
      node: "n1",
    });
    expect([...(await host.list(["/mnt"])).values()]).toEqual([["kept"]]);
    expect(await host.read(["/mnt/kept"])).toEqual(new Map([["/mnt/kept", textState("old")]]));
    expect(await readdir("/mnt").catch(() => [])).not.toContain("much");
  });
});
