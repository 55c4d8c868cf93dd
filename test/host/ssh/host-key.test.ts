import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSshHost, type SshRunOptions } from "../../../src/host/ssh.ts";
import { keygen, type Sshd, startSshd } from "../../support/sshd.ts";

let sshd: Sshd;
let own = "";
let other = "";
beforeAll(async () => {
  sshd = await startSshd({ config: [] });
  keygen(at("other"), "ed25519");
  keygen(at("rsa"), "rsa", "-b", "2048");
  own = (await readFile(at("host_key.pub"), "utf8")).split(" ").slice(0, 2).join(" ");
  other = (await readFile(at("other.pub"), "utf8")).split(" ").slice(0, 2).join(" ");
});
afterAll(async () => sshd.stop());

const at = (name: string): string => join(sshd.directory, name);
const name = (): string => `[127.0.0.1]:${sshd.port}`;

/** Opens the machine with known_hosts as given, and gives known_hosts as it is then. */
async function open(known: string, options: SshRunOptions = {}, config = ""): Promise<string> {
  const file = at("known");
  await writeFile(file, known);
  await writeFile(at("cfg"), `${config}\nUserKnownHostsFile ${file}\nGlobalKnownHostsFile none\n`);
  const host = await openSshHost(sshd.target(), sshd.run({ configFile: at("cfg"), ...options }));
  await host.close();
  return readFile(file, "utf8");
}

describe("host keys", () => {
  it("a known one is trusted", async () => {
    await open(`${name()} ${own}\n`);
  });

  it("an unknown one is refused with its fingerprint and the way to accept it", async () => {
    await expect(open("")).rejects.toMatchObject({
      code: "HOST_KEY_UNKNOWN",
      node: "n1",
      exitCode: 4,
      what: expect.stringMatching(/SHA256:[A-Za-z0-9+/]{43}/),
      next: expect.stringContaining(`ssh -p ${sshd.port} root@127.0.0.1`),
    });
  });

  it("an unknown one is added when asked for, behind what is there, and known from then on", async () => {
    const known = await open("other.example ssh-ed25519 AAAA", { acceptNewHostKeys: true });
    expect(known).toBe(`other.example ssh-ed25519 AAAA\n${name()} ${own}\n`);
    expect(await open(known)).toBe(known);
  });

  it("is added once by many machines at a time, and the file is the user's alone", async () => {
    await writeFile(at("cfg-many"), `UserKnownHostsFile ${at("fresh/known")}\nGlobalKnownHostsFile none\n`);
    const run = sshd.run({ configFile: at("cfg-many"), acceptNewHostKeys: true });
    const hosts = await Promise.all(Array.from({ length: 5 }, () => openSshHost(sshd.target(), run)));
    await Promise.all(hosts.map((host) => host.close()));
    expect(await readFile(at("fresh/known"), "utf8")).toBe(`${name()} ${own}\n`);
    expect((await stat(at("fresh/known"))).mode & 0o777).toBe(0o600);
  });

  it("is added under a hashed name where the user's configuration says so", async () => {
    const known = await open("", { acceptNewHostKeys: true }, "HashKnownHosts yes");
    expect(known).toMatch(/^\|1\|[^ ]+ ssh-ed25519 /);
    expect(await open(known)).toBe(known);
  });

  it("StrictHostKeyChecking no in the user's configuration accepts a new one", async () => {
    expect(await open("", {}, "StrictHostKeyChecking no")).toContain(own);
  });

  it.each([
    ["", {}],
    ["StrictHostKeyChecking no", { acceptNewHostKeys: true }],
  ])("a changed one is refused always (%s)", async (config, options) => {
    const known = `${name()} ${other}\n`;
    await expect(open(known, options, config)).rejects.toMatchObject({
      code: "HOST_KEY_CHANGED",
      what: expect.stringContaining("HAS CHANGED"),
      why: expect.stringContaining("known, line 1"),
      next: expect.stringContaining(`ssh-keygen -R '${name()}'`),
    });
    expect(await readFile(at("known"), "utf8")).toBe(known);
  });

  it("a revoked one is refused always", async () => {
    const known = `@revoked * ${own}\n${name()} ${own}\n`;
    await expect(open(known, { acceptNewHostKeys: true })).rejects.toMatchObject({ code: "HOST_KEY_REVOKED" });
  });

  it("one that RevokedHostKeys lists is refused always, and so is every one where that file cannot be used", async () => {
    const known = `${name()} ${own}\n`;
    const config = `RevokedHostKeys ${at("revoked")}`;
    await expect(open(known, {}, config)).rejects.toMatchObject({ code: "HOST_SSH_CONFIG_INVALID" });
    await writeFile(at("revoked"), `${other}\n`);
    expect(await open(known, {}, config)).toBe(known);
    await writeFile(at("revoked"), `# stolen\n${other}\n${own} a comment\n`);
    await expect(open("", { acceptNewHostKeys: true }, config)).rejects.toMatchObject({ code: "HOST_KEY_REVOKED" });
    await expect(open(known, {}, config)).rejects.toMatchObject({ code: "HOST_KEY_REVOKED" });
    await writeFile(at("revoked"), "SSHKRL\n\0\0\0\0\x01");
    await expect(open(known, {}, config)).rejects.toMatchObject({ code: "HOST_SSH_UNSUPPORTED" });
  });

  it("one that only an authority vouches for is named as unsupported", async () => {
    await expect(open(`@cert-authority * ${other}\n`, { acceptNewHostKeys: true })).rejects.toMatchObject({
      code: "HOST_KEY_AUTHORITY_UNSUPPORTED",
    });
  });

  it("one that is known for the address without its port is the machine's, as for ssh; another one there is no reason", async () => {
    const known = `127.0.0.1 ${own}\n`;
    expect(await open(known)).toBe(known);
    await expect(open(`127.0.0.1 ${other}\n`)).rejects.toMatchObject({ code: "HOST_KEY_UNKNOWN" });
    await expect(open(`127.0.0.1 ${own}\n${name()} ${other}\n`)).rejects.toMatchObject({ code: "HOST_KEY_CHANGED" });
    const revoked = `@revoked 127.0.0.1 ${own}\n`;
    await expect(open(revoked, { acceptNewHostKeys: true })).rejects.toMatchObject({ code: "HOST_KEY_REVOKED" });
    await expect(open(known, {}, "HostKeyAlias 127.0.0.9")).rejects.toMatchObject({ code: "HOST_KEY_UNKNOWN" });
  });

  it("an accepted one goes into no file of all users", async () => {
    const shared = at("shared");
    await writeFile(shared, "");
    await writeFile(at("cfg-shared"), `UserKnownHostsFile none\nGlobalKnownHostsFile ${shared}\n`);
    const run = sshd.run({ configFile: at("cfg-shared"), acceptNewHostKeys: true });
    await (await openSshHost(sshd.target(), run)).close();
    expect(await readFile(shared, "utf8")).toBe("");
  });

  it("HostKeyAlias names it", async () => {
    await open(`the-alias ${own}\n`, {}, "HostKeyAlias the-alias");
  });

  it("of a machine with several keys the known one is asked for", async () => {
    const two = await startSshd({ config: [`HostKey ${at("rsa")}`] });
    const rsa = (await readFile(at("rsa.pub"), "utf8")).trim();
    await writeFile(two.knownHostsFile, `[127.0.0.1]:${two.port} ${rsa}\n`);
    const host = await openSshHost(two.target(), two.run());
    await host.close();
    await two.stop();
  });
});
