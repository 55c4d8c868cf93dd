import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { afterAll, beforeAll } from "vitest";
import type { HostProcess, LabHost } from "../../lab/host/lab-host.ts";
import { until } from "../../lab/wait.ts";
import type { StreamTarget } from "../../src/host/host.ts";
import { openSshHost, sshRun } from "../../src/host/ssh.ts";
import { type HostUnderTest, hostContract, rootsHost } from "../contract/host.ts";
import { LoopbackServers } from "../support/loopback-servers.ts";
import { labFor } from "./support/lab-name.ts";

const lab = labFor("ssh-host");
let machine: LabHost;
let directory = "";
let port = 20_000;

beforeAll(async () => {
  await lab.down();
  await lab.up(["h1"]);
  machine = lab.host("h1");
  directory = await mkdtemp(join(tmpdir(), "kubewright-ssh-host-"));
  const { identityFile, knownHostsFile } = machine.ssh;
  await writeFile(
    join(directory, "config"),
    `Host *\n  IdentityFile ${identityFile}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${knownHostsFile}\n`,
  );
}, 600_000);
afterAll(async () => {
  await lab.down();
  await rm(directory, { recursive: true, force: true });
});

/** Servers of this process that are met in the host: sockets lie in a directory of its disk, and its socat leads a port to one. */
function serversIn(root: string) {
  const sockets = new LoopbackServers(`${machine.root}${root}`);
  const relays: HostProcess[] = [];
  const onSocket = async (onConnect: (stream: Duplex) => void): Promise<string> => {
    const target = await sockets.serve("unix", onConnect);
    if (!("socket" in target)) throw new Error("a socket was asked for");
    return target.socket.slice(machine.root.length);
  };
  const onPort = async (onConnect: (stream: Duplex) => void): Promise<StreamTarget> => {
    const [socket, own] = [await onSocket(onConnect), ++port];
    const from = `TCP-LISTEN:${own},bind=127.0.0.1,fork`;
    relays.push(await machine.start(["socat", "-t", "60", from, `UNIX-CONNECT:${socket}`]));
    const listens = async () => (await machine.exec(`ss -Hltn 'sport = :${own}' | grep -q .`)).code === 0;
    await until(`socat on port ${own}`, listens, { deadlineMs: 60_000 });
    return { port: own };
  };
  return {
    serve: async (kind: "tcp" | "unix", onConnect: (stream: Duplex) => void): Promise<StreamTarget> =>
      kind === "tcp" ? onPort(onConnect) : { socket: await onSocket(onConnect) },
    async close(): Promise<void> {
      sockets.close();
      await Promise.all(relays.map((relay) => relay.kill("SIGTERM")));
      await Promise.all(relays.map((relay) => relay.done));
    },
  };
}

async function open(): Promise<HostUnderTest> {
  const root = (await machine.must("mktemp -d /var/tmp/kubewright-XXXXXX")).trim();
  const servers = serversIn(root);
  const run = sshRun({ home: directory, agentSocket: "", configFile: join(directory, "config") });
  const { address, port: sshPort, user } = machine.ssh;
  const host = await openSshHost({ name: machine.name, address, port: sshPort, user }, run);
  return rootsHost({ host, root, serve: servers.serve }, async () => {
    await Promise.all([host.close(), servers.close()]);
    await machine.must(["rm", "-rf", root]);
  });
}

hostContract("over the sshd of a host of the lab", open);
