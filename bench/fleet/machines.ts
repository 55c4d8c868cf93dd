/**
 * node scripts/run-ts.mjs bench/fleet/machines.ts COUNT LATENCY_MS: so many machines in memory, three of them to be control
 * planes, behind ssh2's server. Prints {"port", "hostKey"} in one line when they can be reached, and for each line of its input
 * how many channels were opened until then; lives until its input ends.
 */
import { MemoryMachine } from "../../test/support/memory-machine/memory-machine.ts";
import { MemoryNetwork } from "../../test/support/memory-machine/memory-network.ts";
import { startHostsServer } from "../../test/support/ssh-server-hosts.ts";
import { fleetNodes } from "./nodes.ts";

/** Milliseconds between two looks at what kubelets and containers have to do: with a thousand machines, not after each effect. A real kubelet takes four times as long to start. */
const settleEveryMs = 200;

/** Machines that do at intervals what there is to do for them. */
class SlowNetwork extends MemoryNetwork {
  #isDue = false;

  override settle(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      super.settle();
    }, settleEveryMs);
  }
}

// Node's HTTP/2 over a stream that is no socket asserts when the client goes away in the middle of a write; to the machine it is a connection that has ended.
process.on("uncaughtException", (error) => {
  if (!("code" in error && error.code === "ERR_INTERNAL_ASSERTION")) throw error;
});

const [count = "10", latency = "20"] = process.argv.slice(2);
const network = new SlowNetwork();
const machines = new Map(
  fleetNodes(Number(count)).map(({ name, address, sshAddress }) => [
    sshAddress,
    new MemoryMachine(network, name, address),
  ]),
);
const server = await startHostsServer({
  latencyMs: Number(latency),
  hostAt: (address) => {
    const machine = machines.get(address);
    if (machine === undefined) throw new Error(`no machine at ${address}`);
    return machine.open("kill");
  },
});
process.stdout.write(`${JSON.stringify({ port: server.port, hostKey: server.hostKey })}\n`);
process.stdin.on("data", () => process.stdout.write(`${server.channels()}\n`));
process.stdin.on("end", () => process.exit(0));
