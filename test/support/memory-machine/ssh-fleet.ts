import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommandLine } from "../../../src/cli/run-command-line.ts";
import { startCuttingProxy } from "../cutting-proxy.ts";
import { memoryIo } from "../memory-io.ts";
import { startHostsServer } from "../ssh-server-hosts.ts";
import type { MemoryNetwork } from "./memory-network.ts";
import { fleetFile } from "./operator.ts";

/** Where the way to the machines is cut. */
export interface Cut {
  /** So many bytes have passed by then. */
  readonly after: number;
  /** The machine whose connection is cut; all of them when left out. */
  readonly victim?: string | undefined;
}

/** What a command line came to. */
export interface SshRan {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Bytes that went to and from the machines whose connections could be cut. */
  readonly passed: number;
}

/** Machines in memory behind SSH, and a user who types command lines. */
export interface SshFleet {
  /** Types `kubewright COMMAND -f FILE` for these machines, over a way that is cut at some point or not at all. */
  type(command: string, names: readonly string[], cut?: Cut): Promise<SshRan>;
  /** Writes the cluster file of these machines, reached as they are, and gives its path. */
  file(names: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Puts sshd's in front of machines: 10.77.0.11 answers at 127.77.0.11. */
export async function sshFleet(network: MemoryNetwork): Promise<SshFleet> {
  const directory = await mkdtemp("/var/tmp/kubewright-fleet-");
  const at = (name: string): string => join(directory, name);
  const server = await startHostsServer({
    hostAt: (address) => {
      const machine = network.find(address.replace(/^127/, "10"));
      if (machine === null) throw new Error(`no machine at ${address}`);
      return machine.open("kill");
    },
  });
  await writeFile(at("known_hosts"), `fleet ${server.hostKey}\n`);
  await writeFile(at("config"), `HostKeyAlias fleet\nUserKnownHostsFile ${at("known_hosts")}\n`);
  const file = async (names: readonly string[], port = server.port): Promise<string> => {
    const ways = names.map((name) => [
      name,
      `, ssh: {address: ${sshAddress(name)}, port: ${port}, user: root, configFile: ${at("config")}}`,
    ]);
    await writeFile(at("cluster.yaml"), fleetFile(names, Object.fromEntries(ways)));
    return at("cluster.yaml");
  };
  return {
    file: (names) => file(names),
    type: async (command, names, cut) => {
      const victim = cut?.victim === undefined ? undefined : sshAddress(cut.victim);
      const proxy = await startCuttingProxy(server.port, cut?.after, victim);
      const io = memoryIo();
      const code = await runCommandLine([...command.split(" "), "-f", await file(names, proxy.port)], {
        ...io,
        now: Date.now,
      });
      proxy.close();
      return { code, out: io.out(), err: io.err(), passed: proxy.passed() };
    },
    close: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The loopback address at which a machine of `blankFleet` is reached. */
function sshAddress(name: string): string {
  const number = Number(name.replace(/\D/g, ""));
  return `127.77.0.${(name.startsWith("cp") ? 10 : 20) + number}`;
}
