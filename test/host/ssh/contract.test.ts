import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { localHost } from "../../../src/host/local.ts";
import { openSshHost, sshRun } from "../../../src/host/ssh.ts";
import { type HostUnderTest, hostContract, rootsHost } from "../../contract/host.ts";
import { LoopbackServers } from "../../support/loopback-servers.ts";
import { type SshServer, startSshServer } from "../../support/ssh-server.ts";
import { startHostsServer } from "../../support/ssh-server-hosts.ts";
import { type Sshd, startSshd } from "../../support/sshd.ts";

const sudoers = `root ALL=(ALL:ALL) ALL
ops ALL=(ALL) NOPASSWD: ALL
`;

let server: SshServer;
let sshd: Sshd;
let directory = "";
beforeAll(async () => {
  directory = await mkdtemp("/var/tmp/kubewright-ssh2-");
  server = await startSshServer();
  await writeFile(join(directory, "known_hosts"), `[127.0.0.1]:${server.port} ${server.hostKey.public}\n`);
  sshd = await startSshd({ users: [{ name: "ops", shell: "/bin/bash" }], sudoers });
});
afterAll(async () => {
  await server.close();
  await sshd.stop();
  await rm(directory, { recursive: true, force: true });
});

async function underTest(open: () => Promise<HostUnderTest["host"]>): Promise<HostUnderTest> {
  const root = await mkdtemp("/var/tmp/kubewright-contract-");
  const servers = new LoopbackServers(root);
  const host = await open();
  return rootsHost({ host, root, serve: servers.serve }, async () => {
    await host.close();
    servers.close();
    await rm(root, { recursive: true, force: true });
  });
}

hostContract("over ssh2's own server", () =>
  underTest(() => {
    const configFile = join(directory, "none");
    const run = sshRun({ home: directory, agentSocket: "", configFile });
    return writeFile(configFile, `UserKnownHostsFile ${directory}/known_hosts\n`).then(() =>
      openSshHost({ name: "n1", address: "127.0.0.1", port: server.port, user: "root" }, run),
    );
  }),
);

hostContract("over ssh2's server in front of a host of this process", () =>
  underTest(async () => {
    const hosts = await startHostsServer({ hostAt: () => localHost("behind") });
    const configFile = join(directory, "hosts");
    await writeFile(`${configFile}.known`, `[127.0.0.1]:${hosts.port} ${hosts.hostKey}\n`);
    await writeFile(configFile, `UserKnownHostsFile ${configFile}.known\n`);
    const run = sshRun({ home: directory, agentSocket: "", configFile });
    const host = await openSshHost({ name: "n1", address: "127.0.0.1", port: hosts.port, user: "root" }, run);
    return { ...host, close: async () => void (await Promise.all([host.close(), hosts.close()])) };
  }),
);

hostContract("over OpenSSH's sshd, as root", () => underTest(() => openSshHost(sshd.target(), sshd.run())));

hostContract("over OpenSSH's sshd, with sudo", () => underTest(() => openSshHost(sshd.target("ops"), sshd.run())));
