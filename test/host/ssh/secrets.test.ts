import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textState } from "../../../src/host/file-state.ts";
import { openSshHost } from "../../../src/host/ssh.ts";
import { Secret } from "../../../src/secret.ts";
import { keygen, type Sshd, startSshd } from "../../support/sshd.ts";

const secrets = {
  sudo: "SudoPassw0rd-5b1e77",
  passphrase: "KeyPassphrase-c0ffee",
  stdin: "TokenOnStdin-9d2a41",
  file: "PrivateKeyText-77aa01",
};

/** Looks at every process's arguments and environment as fast as it can; the words come in at its standard input, so that it has them in neither. */
const watcher = `
const fs = require("node:fs");
const words = fs.readFileSync(0, "utf8").trim().split("\\n").flatMap((word) => [word, Buffer.from(word).toString("base64").slice(0, -4)]);
const found = new Set();
let rounds = 0;
process.on("SIGTERM", () => { process.stdout.write(JSON.stringify({ rounds, found: [...found] })); process.exit(0); });
process.stdout.write("ready\\n");
(function look() {
  for (const pid of fs.readdirSync("/proc")) {
    if (!/^\\d+$/.test(pid)) continue;
    for (const name of ["cmdline", "environ"]) {
      try {
        const text = fs.readFileSync("/proc/" + pid + "/" + name, "latin1");
        for (const word of words) if (text.includes(word)) found.add(name + " " + word);
      } catch {}
    }
  }
  rounds += 1;
  setImmediate(look);
})();
`;

async function watch(
  words: readonly string[],
  work: () => Promise<void>,
): Promise<{ rounds: number; found: string[] }> {
  const child: ChildProcess = spawn(process.execPath, ["-e", watcher], { stdio: ["pipe", "pipe", "inherit"] });
  if (child.stdin === null || child.stdout === null) throw new Error("pipes were asked for");
  child.stdin.end(words.join("\n"));
  await once(child.stdout, "data");
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  await work();
  child.kill("SIGTERM");
  await once(child, "close");
  return JSON.parse(said) as { rounds: number; found: string[] };
}

let sshd: Sshd;
let root = "";
beforeAll(async () => {
  root = await mkdtemp("/var/tmp/kubewright-secrets-");
  sshd = await startSshd({
    users: [{ name: "ops", shell: "/bin/bash", password: secrets.sudo }],
    sudoers: `Defaults logfile=${root}/sudo.log\nroot ALL=(ALL:ALL) ALL\nops ALL=(ALL) ALL`,
    config: ["LogLevel DEBUG3"],
  });
  keygen(join(sshd.directory, "closed"), "ed25519", "-N", secrets.passphrase, "-a", "16");
  await appendFile(join(sshd.directory, "identity.pub"), await readFile(join(sshd.directory, "closed.pub"), "utf8"));
});
afterAll(async () => {
  await sshd.stop();
  await rm(root, { recursive: true, force: true });
});

describe("secrets", () => {
  it("are in no process's arguments or environment and in no log, while everything is done with them", async () => {
    const run = sshd.run({
      ask: async ({ kind }) => new Secret(kind === "passphrase" ? secrets.passphrase : secrets.sudo),
    });
    const target = { ...sshd.target("ops"), identityFile: join(sshd.directory, "closed") };
    const { rounds, found } = await watch(Object.values(secrets), async () => {
      const host = await openSshHost(target, run);
      for (let n = 0; n < 10; n += 1) {
        const write = { path: join(root, "a.key"), state: textState(new Secret(secrets.file), 0o600) };
        await host.write([write]);
        await host.read([write.path]);
        await host.run({ argv: ["sh", "-c", "cat >/dev/null; sleep 0.05"], stdin: new Secret(secrets.stdin) });
      }
      const held = await host.hold(join(root, "lock"), "the test");
      await held.release();
      await host.close();
    });
    expect(found).toEqual([]);
    expect(rounds).toBeGreaterThan(20);
    const logs = [await sshd.log(), await readFile(join(root, "sudo.log"), "utf8")];
    for (const name of await readdir("/var/log")) {
      if (/^(auth|syslog|messages|secure)/.test(name)) logs.push(await readFile(join("/var/log", name), "utf8"));
    }
    expect(logs[1]).toContain("COMMAND=");
    for (const secret of Object.values(secrets)) for (const log of logs) expect(log).not.toContain(secret);
    // What sudo logs can be read by a person: no scripts, no base64.
    expect(logs[1]).not.toMatch(/base64/);
  });

  it("would be found by the same watch if they were there", async () => {
    const { found } = await watch(["in-the-arguments", "in-the-environment"], async () => {
      for (let n = 0; n < 5; n += 1) {
        execFileSync("sh", ["-c", "sleep 0.2", "in-the-arguments"], {
          env: { ...process.env, X: "in-the-environment" },
        });
      }
    });
    expect(found).toEqual(expect.arrayContaining(["cmdline in-the-arguments", "environ in-the-environment"]));
  });
});
