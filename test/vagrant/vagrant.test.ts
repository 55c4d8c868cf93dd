import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadClusterFile } from "../../src/fleet/cluster-file.ts";
import { loadSshConfig } from "../../src/host/ssh/config-files.ts";
import { type Hop, resolveHop } from "../../src/host/ssh/hop.ts";

const source = fileURLToPath(new URL("../../vagrant", import.meta.url));
const fixtures = fileURLToPath(new URL("../fixtures/vagrant", import.meta.url));
const loaded = (path: string) => loadClusterFile(path, true, { readInput: () => Promise.reject(new Error("unread")) });
const names = async (file: string) => (await loaded(join(source, file))).intent.nodes.map(({ name }) => name);

let copies = "";
beforeAll(async () => {
  copies = await mkdtemp(join(tmpdir(), "kubewright-vagrant-"));
  // Vagrant loads its provider for VirtualBox only where this program tells a version it knows.
  await writeFile(join(copies, "VBoxManage"), "#!/bin/sh\necho 7.0.20r163906\n", { mode: 0o755 });
});
afterAll(() => rm(copies, { recursive: true, force: true }));

/** Runs Vagrant on a copy of vagrant/, edited or not; gives what it said. */
async function vagrant(
  args: readonly string[],
  { provider = "libvirt", env = {}, edit = (text: string) => text } = {},
): Promise<string> {
  const directory = await mkdtemp(join(copies, "run-"));
  await cp(source, directory, { recursive: true });
  const file = join(directory, "Vagrantfile");
  await writeFile(file, edit(await readFile(file, "utf8")));
  const settings = {
    PATH: `${copies}:/usr/bin:/bin`,
    HOME: directory,
    VAGRANT_HOME: join(directory, ".home"),
    VAGRANT_DEFAULT_PROVIDER: provider,
    VAGRANT_CHECKPOINT_DISABLE: "1",
    ...env,
  };
  const { stdout } = await promisify(execFile)("vagrant", args, { cwd: directory, env: settings }).catch((error) => {
    throw new Error(`${error.stdout}${error.stderr}`);
  });
  return stdout;
}

/** What Vagrant itself says about one machine a line: time, machine, kind, word. */
const machinesOf = (said: string): readonly string[] =>
  said.split("\n").flatMap((line) => (/^\d+,\w+,provider-name,/.test(line) ? [line.split(",")[1] ?? ""] : []));

describe.concurrent("Vagrant itself", () => {
  it.each(["libvirt", "virtualbox"])("accepts the Vagrantfile for %s", async (provider) => {
    expect(await vagrant(["validate"], { provider })).toContain("validated successfully");
  });

  it("is asked so that it would name a setting that does not exist", async () => {
    const edit = (text: string) => text.replace("linked_clone", "linked_clone_typo");
    await expect(vagrant(["validate"], { provider: "virtualbox", edit })).rejects.toThrow("linked_clone_typo");
  });

  it("makes the machines that cluster.yaml names, or another file; of libvirt where nobody chooses", async () => {
    const env = { KUBEWRIGHT_CLUSTER: "small.yaml", KUBEWRIGHT_PREPARE: "no" };
    const [all, few] = await Promise.all([
      vagrant(["status", "--machine-readable"], { env: { VAGRANT_DEFAULT_PROVIDER: "" } }),
      vagrant(["status", "--machine-readable"], { env }),
    ]);
    expect(all).toContain(",cp1,provider-name,libvirt");
    expect(machinesOf(all)).toEqual(await names("cluster.yaml"));
    expect(machinesOf(few)).toEqual(await names("small.yaml"));
  });
});

it.each(["cluster.yaml", "small.yaml"])("apply reads %s without a warning", async (file) => {
  const { intent, warnings } = await loaded(join(source, file));
  expect(warnings).toEqual([]);
  for (const { name, ssh } of intent.nodes)
    expect(ssh).toEqual({ address: name, configFile: join(source, "ssh-config") });
});

it("the shell accepts prepare.sh", async () => {
  await promisify(execFile)("sh", ["-n", join(source, "prepare.sh")]);
});

describe("what `vagrant ssh-config` prints", () => {
  const local = { name: "anna", home: "/home/anna", environment: {} };
  const hop = async (provider: string, alias: string): Promise<Hop> =>
    resolveHop(await loadSshConfig(join(fixtures, `${provider}-ssh-config`), fixtures, "/home/anna"), { alias }, local);

  it("leads to machines of libvirt at their own addresses", async () => {
    expect(await hop("libvirt", "w1")).toMatchObject({
      hostName: "192.168.121.210",
      port: 22,
      user: "vagrant",
      identityFiles: ["/home/anna/kubewright/vagrant/.vagrant/machines/w1/libvirt/private_key"],
      identitiesOnly: true,
      knownHostsFiles: expect.arrayContaining(["/dev/null"]),
      acceptsNewKeys: true,
    });
  });

  it("leads to machines of VirtualBox over ports of this one", async () => {
    expect(await hop("virtualbox", "cp2")).toMatchObject({
      hostName: "127.0.0.1",
      port: 2200,
      user: "vagrant",
      identityFiles: ["/home/anna/my machines/.vagrant/machines/cp2/virtualbox/private_key"],
      acceptsNewKeys: true,
    });
  });
});
