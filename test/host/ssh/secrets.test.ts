import { execFileSync } from "node:child_process";
import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textState } from "../../../src/host/file-state.ts";
import { openSshHost } from "../../../src/host/ssh.ts";
import { Secret } from "../../../src/secret.ts";
import { watchProcesses } from "../../support/process-watch.ts";
import { keygen, type Sshd, startSshd } from "../../support/sshd.ts";

const secrets = {
  sudo: "SudoPassw0rd-5b1e77",
  passphrase: "KeyPassphrase-c0ffee",
  stdin: "TokenOnStdin-9d2a41",
  file: "PrivateKeyText-77aa01",
};

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
    const { rounds, found } = await watchProcesses(Object.values(secrets), async () => {
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
    const { found } = await watchProcesses(["in-the-arguments", "in-the-environment"], async () => {
      for (let n = 0; n < 5; n += 1) {
        execFileSync("sh", ["-c", "sleep 0.2", "in-the-arguments"], {
          env: { ...process.env, X: "in-the-environment" },
        });
      }
    });
    expect(found).toEqual(expect.arrayContaining(["cmdline in-the-arguments", "environ in-the-environment"]));
  });
});
