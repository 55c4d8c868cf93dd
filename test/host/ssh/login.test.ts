import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { interrupted } from "../../../src/engine/fail.ts";
import { openSshHost, type SshRunOptions, type SshTarget } from "../../../src/host/ssh.ts";
import { Secret } from "../../../src/secret.ts";
import { startSshServer } from "../../support/ssh-server.ts";
import { keygen, type Sshd, startSshd } from "../../support/sshd.ts";

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd({
    users: [{ name: "typist", password: "right password" }],
    config: [
      "MaxAuthTries 4",
      "Match User typist",
      "  AuthenticationMethods password",
      "  PasswordAuthentication yes",
      "Match all",
    ],
  });
});
afterAll(async () => sshd.stop());

const at = (name: string): string => join(sshd.directory, name);

/** Logs in, asks who we are, and leaves. */
async function whoami(target: Partial<SshTarget>, options: SshRunOptions = {}): Promise<string> {
  const run = sshd.run(options);
  try {
    const { identityFile: _own, ...bare } = sshd.target();
    const host = await openSshHost({ ...bare, sudo: false, ...target }, run);
    try {
      return (await host.probe({ argv: ["id", "-un"] })).stdout.trim();
    } finally {
      await host.close();
    }
  } finally {
    await run.close();
  }
}

async function allow(publicKeyFile: string): Promise<void> {
  await appendFile(at("identity.pub"), await readFile(publicKeyFile, "utf8"));
}

describe("keys", () => {
  it.each([
    ["ed25519", []],
    ["ecdsa", []],
    ["rsa", ["-b", "2048"]],
    ["rsa", ["-b", "2048", "-m", "PEM"]],
  ])("a key of type %s %j lets in", async (type, more) => {
    const file = at(`key-${type}-${more.length}`);
    keygen(file, type, ...more);
    await allow(`${file}.pub`);
    expect(await whoami({ identityFile: file })).toBe("root");
  });

  it("an encrypted key asks for its passphrase once for many machines", async () => {
    keygen(at("closed"), "ed25519", "-N", "sesame", "-a", "1");
    await allow(at("closed.pub"));
    const asked: string[] = [];
    const run = sshd.run({
      ask: async ({ text, kind, isHidden }) => {
        asked.push(`${kind} ${isHidden} ${text}`);
        return new Secret("sesame");
      },
    });
    const target = { ...sshd.target(), identityFile: at("closed") };
    const hosts = await Promise.all([1, 2, 3].map((n) => openSshHost({ ...target, name: `n${n}` }, run)));
    expect(asked).toEqual([
      expect.stringMatching(
        `^passphrase true Passphrase of ${at("closed")}, to log in to n[123] \\(127.0.0.1\\) as root$`,
      ),
    ]);
    await Promise.all(hosts.map((host) => host.close()));
  });

  it("an encrypted key that the machine would not take is never asked for", async () => {
    keygen(at("stranger"), "ed25519", "-N", "sesame", "-a", "1");
    const ask = async (): Promise<Secret> => {
      throw new Error("nobody should be asked");
    };
    await expect(whoami({ identityFile: at("stranger") }, { ask })).rejects.toMatchObject({
      code: "HOST_AUTHENTICATION_FAILED",
    });
  });

  it("a wrong passphrase and a missing one are named, and the passphrase is not", async () => {
    keygen(at("locked"), "ed25519", "-N", "sesame", "-a", "1");
    await allow(at("locked.pub"));
    const wrong = whoami({ identityFile: at("locked") }, { ask: async () => new Secret("tahini") });
    await expect(wrong).rejects.toMatchObject({
      code: "HOST_AUTHENTICATION_FAILED",
      node: "n1",
      exitCode: 4,
      why: expect.stringContaining("does not open it"),
    });
    await wrong.catch((error: unknown) => expect(JSON.stringify(error)).not.toContain("tahini"));
    await expect(whoami({ identityFile: at("locked") })).rejects.toMatchObject({
      why: expect.stringContaining("nobody could be asked"),
    });
  });

  it("a key that is not taken, and a file that is not there, are in the reason", async () => {
    keygen(at("unknown"), "ed25519");
    await expect(whoami({ identityFile: at("unknown") })).rejects.toMatchObject({
      code: "HOST_AUTHENTICATION_FAILED",
      why: expect.stringContaining("one key tried; the machine accepts: publickey"),
    });
    await expect(whoami({ identityFile: at("nowhere") })).rejects.toMatchObject({
      why: expect.stringContaining(`there is no file ${at("nowhere")}`),
    });
  });

  it("the keys named in ~/.ssh/config are used", async () => {
    await writeFile(
      at("named"),
      `Host box\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  User root\n  IdentityFile ${at("identity")}\nInclude ${at("config")}\n`,
    );
    const run = sshd.run({ configFile: at("named") });
    const host = await openSshHost({ name: "n1", address: "box" }, run);
    expect((await host.probe({ argv: ["id", "-u"] })).stdout).toBe("0\n");
    await host.close();
  });
});

describe("the agent", () => {
  let agent: ChildProcess;
  let socket = "";
  beforeAll(async () => {
    socket = at("agent.sock");
    agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: ["ignore", "pipe", "inherit"] });
    if (agent.stdout !== null) await once(agent.stdout, "data");
  });
  afterAll(() => agent.kill());
  afterEach(() => void execFileSync("ssh-add", ["-q", "-D"], { env: { ...process.env, SSH_AUTH_SOCK: socket } }));

  const add = (file: string): void =>
    void execFileSync("ssh-add", ["-q", file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });

  it.each(["ed25519", "ecdsa", "rsa"])("signs with the %s key it holds, the second of two", async (type) => {
    keygen(at(`agent-other-${type}`), "ed25519");
    keygen(at(`agent-${type}`), type);
    await allow(at(`agent-${type}.pub`));
    add(at(`agent-other-${type}`));
    add(at(`agent-${type}`));
    expect(await whoami({}, { agentSocket: socket })).toBe("root");
  });

  it("spares the passphrase of a key that it holds", async () => {
    keygen(at("held"), "ed25519");
    await allow(at("held.pub"));
    add(at("held"));
    await copyFile(at("held"), at("held-closed"));
    execFileSync("ssh-keygen", ["-q", "-p", "-N", "sesame", "-a", "1", "-f", at("held-closed")]);
    expect(await whoami({ identityFile: at("held-closed") }, { agentSocket: socket })).toBe("root");
  });

  it("is not asked for other keys with IdentitiesOnly", async () => {
    add(at("identity"));
    keygen(at("only"), "ed25519");
    await writeFile(at("only-config"), `IdentitiesOnly yes\nUserKnownHostsFile ${at("known_hosts")}\n`);
    const options = { agentSocket: socket, configFile: at("only-config") };
    await expect(whoami({ identityFile: at("only") }, options)).rejects.toMatchObject({
      code: "HOST_AUTHENTICATION_FAILED",
    });
  });

  it("with too many keys is named, with the way out", async () => {
    for (let n = 0; n < 6; n += 1) {
      keygen(at(`many${n}`), "ed25519");
      add(at(`many${n}`));
    }
    await expect(whoami({}, { agentSocket: socket })).rejects.toMatchObject({
      code: "HOST_AUTHENTICATION_FAILED",
      why: expect.stringContaining("MaxAuthTries"),
      next: expect.stringContaining("IdentitiesOnly"),
    });
    // A key that the user names comes before all of them.
    expect(await whoami({ identityFile: at("identity") }, { agentSocket: socket })).toBe("root");
  });

  it("that is dead is no obstacle, and in the reason when there is no other way in", async () => {
    expect(await whoami({ identityFile: at("identity") }, { agentSocket: at("no.sock") })).toBe("root");
    await expect(whoami({}, { agentSocket: at("no.sock") })).rejects.toMatchObject({
      why: expect.stringContaining("ssh-agent"),
    });
  });
});

describe("passwords", () => {
  it("a password is asked for once for all machines", async () => {
    const asked: string[] = [];
    const run = sshd.run({
      ask: async ({ kind, text, isHidden }) => {
        asked.push(`${kind} ${isHidden} ${text}`);
        return new Secret("right password");
      },
    });
    const target = { name: "n1", address: "127.0.0.1", port: sshd.port, user: "typist", sudo: false };
    const hosts = await Promise.all([1, 2].map(() => openSshHost(target, run)));
    expect((await hosts[0]?.probe({ argv: ["id", "-un"] }))?.stdout).toBe("typist\n");
    expect(asked).toEqual(["password true SSH password of typist on n1 (127.0.0.1), the same for all hosts"]);
    await Promise.all(hosts.map((host) => host.close()));
  });

  it("a wrong one is refused, and not repeated in the error", async () => {
    const failed = whoami({ user: "typist" }, { ask: async () => new Secret("wrong-pass-word") });
    await expect(failed).rejects.toMatchObject({
      code: "HOST_AUTHENTICATION_FAILED",
      why: expect.stringContaining("password"),
    });
    await failed.catch((error: unknown) => expect(JSON.stringify(error)).not.toContain("wrong-pass-word"));
  });

  it("asked for at a terminal where the run is interrupted instead, the login ends with that", async () => {
    const failed = whoami({ user: "typist" }, { ask: async () => Promise.reject(interrupted()) });
    await expect(failed).rejects.toMatchObject({ code: "INTERRUPTED", exitCode: 130, node: "n1" });
  });

  it("keyboard-interactive: the machine's own questions are asked, a code each time anew", async () => {
    const server = await startSshServer({
      authenticate: (context) => {
        if (context.method !== "keyboard-interactive") return context.reject(["keyboard-interactive"]);
        context.prompt(
          [
            { prompt: "Password: ", echo: false },
            { prompt: "Code (shown): ", echo: true },
          ],
          (answers) => {
            if (answers?.[0] === "pw" && answers[1] === "42") context.accept();
            else context.reject();
          },
        );
      },
    });
    await writeFile(at("kbd-known"), `[127.0.0.1]:${server.port} ${server.hostKey.public}\n`);
    await writeFile(at("kbd"), `UserKnownHostsFile ${at("kbd-known")}\n`);
    const asked: string[] = [];
    const run = sshd.run({
      configFile: at("kbd"),
      ask: async ({ kind, text, isHidden }) => {
        asked.push(`${kind} ${isHidden} ${text}`);
        return new Secret(kind === "password" ? "pw" : "42");
      },
    });
    const target = { name: "n1", address: "127.0.0.1", port: server.port, user: "root" };
    for (const _ of [1, 2]) await (await openSshHost(target, run)).close();
    const code = "prompt false root on n1 (127.0.0.1): Code (shown)";
    const password = "password true SSH password of root on n1 (127.0.0.1), the same for all hosts";
    expect(asked).toEqual([password, code, code]);
    await server.close();
  });
});

it("a machine's own question at which the run is interrupted ends the login with that", async () => {
  const server = await startSshServer({
    authenticate: (context) => {
      if (context.method !== "keyboard-interactive") return context.reject(["keyboard-interactive"]);
      context.prompt([{ prompt: "Code: ", echo: true }], () => context.accept());
    },
  });
  await writeFile(at("code-known"), `[127.0.0.1]:${server.port} ${server.hostKey.public}\n`);
  await writeFile(at("code"), `UserKnownHostsFile ${at("code-known")}\n`);
  const run = sshd.run({ configFile: at("code"), ask: async () => Promise.reject(interrupted()) });
  const target = { name: "n1", address: "127.0.0.1", port: server.port, user: "root" };
  await expect(openSshHost(target, run)).rejects.toMatchObject({ code: "INTERRUPTED" });
  await server.close();
});

it("the lines of a machine that asks in several stand under its name", async () => {
  const menu = "Two factors for you:\n\nPassphrase of /root/.ssh/id_ed25519:\nAnswer (1-3): ";
  const server = await startSshServer({
    authenticate: (context) => {
      if (context.method !== "keyboard-interactive") return context.reject(["keyboard-interactive"]);
      context.prompt([{ prompt: menu, echo: true }], () => context.accept());
    },
  });
  await writeFile(at("menu-known"), `[127.0.0.1]:${server.port} ${server.hostKey.public}\n`);
  await writeFile(at("menu"), `UserKnownHostsFile ${at("menu-known")}\n`);
  const asked: string[] = [];
  const run = sshd.run({
    configFile: at("menu"),
    ask: async ({ text }) => {
      asked.push(text);
      return new Secret("1");
    },
  });
  const target = { name: "n1", address: "127.0.0.1", port: server.port, user: "root" };
  await (await openSshHost(target, run)).close();
  expect(asked).toEqual([
    "root on n1 (127.0.0.1) asks:\n  Two factors for you:\n  Passphrase of /root/.ssh/id_ed25519:\n  Answer (1-3)",
  ]);
  await server.close();
});

describe("bastions", () => {
  const jump = (): string => `root@127.0.0.1:${sshd.port}`;

  it("one, and a chain of three, lead to the machine", async () => {
    await writeFile(at("jumps"), `IdentityFile ${at("identity")}\nUserKnownHostsFile ${at("known_hosts")}\n`);
    const options = { configFile: at("jumps") };
    expect(await whoami({ proxyJump: jump() }, options)).toBe("root");
    expect(await whoami({ proxyJump: [jump(), jump(), jump()].join(",") }, options)).toBe("root");
  });

  it("serve many machines over one connection", async () => {
    const before = ((await sshd.log()).match(/Accepted publickey for/g) ?? []).length;
    const run = sshd.run({ configFile: at("jumps") });
    const hosts = await Promise.all(
      Array.from({ length: 5 }, () => openSshHost({ ...sshd.target(), proxyJump: jump() }, run)),
    );
    expect(((await sshd.log()).match(/Accepted publickey for/g) ?? []).length - before).toBe(6);
    expect((await hosts[4]?.probe({ argv: ["echo", "hi"] }))?.stdout).toBe("hi\n");
    await Promise.all(hosts.map((host) => host.close()));
  });

  it("that lead in a circle are refused", async () => {
    await writeFile(at("circle"), `Host a\n ProxyJump b\nHost b\n ProxyJump a\nHost *\n HostName 127.0.0.1\n`);
    await expect(whoami({ address: "a" }, { configFile: at("circle") })).rejects.toMatchObject({
      code: "HOST_SSH_CONFIG_INVALID",
    });
  });

  it("that cannot reach the machine say so", async () => {
    const target = { address: "127.0.0.1", port: 1, proxyJump: jump() };
    await expect(whoami(target, { configFile: at("jumps") })).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
      what: expect.stringContaining("from the bastion"),
    });
  });

  it("a ProxyCommand is named as unsupported", async () => {
    await writeFile(at("command"), "ProxyCommand nc %h %p\n");
    await expect(whoami({}, { configFile: at("command") })).rejects.toMatchObject({ code: "HOST_SSH_UNSUPPORTED" });
  });
});

describe("a machine that is not there", () => {
  it("refuses, is unknown, or says nothing: each its own words", async () => {
    await expect(whoami({ port: 1 })).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
      exitCode: 4,
      node: "n1",
      why: expect.stringContaining("ECONNREFUSED"),
    });
    await expect(whoami({ address: "no-such-host.invalid" })).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
  });

  it("that takes the connection and is no SSH server is given up in time", async () => {
    const { createServer } = await import("node:net");
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { readonly port: number };
    await writeFile(at("quick"), `ConnectTimeout 1\nUserKnownHostsFile ${at("known_hosts")}\n`);
    await expect(whoami({ port }, { configFile: at("quick") })).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
      why: "No SSH server has greeted.",
    });
    silent.close();
    const http = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
    await once(http, "listening");
    await expect(whoami({ port: (http.address() as { readonly port: number }).port })).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
    });
    http.close();
  });
});

describe("two factors", () => {
  it("a key and then a password", async () => {
    const two = await startSshd({
      users: [{ name: "both", password: "second" }],
      config: [
        "Match User both",
        "  AuthenticationMethods publickey,password",
        "  PasswordAuthentication yes",
        "Match all",
      ],
    });
    const run = two.run({ ask: async () => new Secret("second") });
    const host = await openSshHost({ ...two.target("both"), sudo: false }, run);
    expect((await host.probe({ argv: ["id", "-un"] })).stdout).toBe("both\n");
    await host.close();
    await two.stop();
  });

  it("nobody is asked for a password that the machine would not take", async () => {
    keygen(at("not-taken"), "ed25519");
    const ask = async (): Promise<Secret> => {
      throw new Error("nobody should be asked");
    };
    const refused = whoami({ identityFile: at("not-taken") }, { ask });
    await expect(refused).rejects.toMatchObject({ code: "HOST_AUTHENTICATION_FAILED" });
  });
});
