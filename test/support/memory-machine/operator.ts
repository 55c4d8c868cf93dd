import { applyCluster } from "../../../src/apply/apply-cluster.ts";
import type { ApplyResult } from "../../../src/apply/apply-request.ts";
import { loadCluster } from "../../../src/config/cluster-load.ts";
import type { RunEvent } from "../../../src/engine/event.ts";
import { exitCodes, KubewrightError } from "../../../src/errors.ts";
import type { Reachable } from "../../../src/fleet/open-hosts.ts";
import type { Host } from "../../../src/host/host.ts";
import { Fuse } from "../fuse.ts";
import { distantHost, type Trips } from "./distant-host.ts";
import type { HostSession } from "./host-session.ts";
import type { MemoryMachine } from "./memory-machine.ts";
import { MemoryMachine as Machine } from "./memory-machine.ts";
import { MemoryNetwork } from "./memory-network.ts";
import { remoteHost } from "./remote-host.ts";

/** Blank machines cp1..cpN and w1..wN in one network. */
export function blankFleet(controlPlanes: number, workers: number): MemoryNetwork {
  const network = new MemoryNetwork();
  for (let n = 1; n <= controlPlanes; n += 1) new Machine(network, `cp${n}`, `10.77.0.${10 + n}`);
  for (let n = 1; n <= workers; n += 1) new Machine(network, `w${n}`, `10.77.0.${20 + n}`);
  return network;
}

/** A cluster file for machines of these names. Its keys are of the kind that is made in no time. */
export function fleetFile(names: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const nodes = names.map((name) => {
    const number = Number(name.replace(/\D/g, ""));
    const isControlPlane = name.startsWith("cp");
    const address = `10.77.0.${(isControlPlane ? 10 : 20) + number}`;
    return `  - {name: ${name}, role: ${isControlPlane ? "control-plane" : "worker"}, address: ${address}${more[name] ?? ""}}`;
  });
  return `apiVersion: kubewright.dev/v1alpha1
kind: Cluster
metadata: {name: lab}
spec:
  nodes:
${nodes.join("\n")}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
controlPlaneEndpoint: 10.77.0.11:6443
networking: {podSubnet: 10.244.0.0/16}
encryptionAlgorithm: ECDSA-P256
${more["ClusterConfiguration"] ?? ""}`;
}

/** How a run is disturbed. */
export interface OperatorWishes {
  readonly mode?: "plan" | "apply";
  /** After so many effects, on whatever machine, the operator's process is killed. */
  readonly killedAfter?: number;
  /** A machine that goes dark after so many effects on it. */
  readonly dark?: { readonly name: string; readonly after: number };
  /** The user interrupts it when this is told. */
  readonly interruptedAt?: (event: RunEvent) => boolean;
  /** Every answer takes its time, and the ways are counted. */
  readonly isFar?: boolean;
  /** Machines that cannot be reached. */
  readonly unreachable?: readonly string[];
}

/** What a run came to. */
export interface OperatorRan {
  /** null: it was killed, or it threw. */
  readonly result: ApplyResult | null;
  readonly error: unknown;
  readonly events: readonly RunEvent[];
  /** "cp1: write /path", in order. */
  readonly effects: readonly string[];
  readonly burned: number;
  /** Of a run from afar: the ways there and back to each machine. */
  readonly trips: ReadonlyMap<string, Trips>;
}

/** Runs `apply` from a machine beside the network. */
export async function applyFrom(
  network: MemoryNetwork,
  file: string,
  wishes: OperatorWishes = {},
): Promise<OperatorRan> {
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text: file } });
  const fuse = new Fuse(wishes.killedAfter);
  const before = network.machines.map(({ host }) => host.effects.length);
  const sessions = new Map(network.machines.map((machine) => [machine.name, opened(machine, fuse, wishes)]));
  const [first] = network.machines;
  network.watched = first ?? null;
  const events: RunEvent[] = [];
  const trips = new Map<string, Trips>();
  const stop = new AbortController();
  const killed = Promise.race(
    [...sessions].filter(([name]) => name !== wishes.dark?.name).map(([, session]) => session.died),
  );
  const run = applyCluster({
    intent,
    mode: wishes.mode ?? "apply",
    openHost: async (node) => {
      const host = reach(node, sessions, network, wishes);
      if (wishes.isFar !== true) return host;
      const asked: Trips = [];
      trips.set(node.name, asked);
      return distantHost(host, asked);
    },
    tell: (event) => {
      events.push(event);
      if (wishes.interruptedAt?.(event) === true) stop.abort();
    },
    now: () => Date.now(),
    signal: stop.signal,
    holder: "a test",
  });
  const end = await Promise.race([
    run.then(
      (result) => ({ result, error: null }),
      (error: unknown) => ({ result: null, error }),
    ),
    killed.then(() => ({ result: null, error: null })),
  ]);
  network.watched = null;
  stop.abort();
  for (const session of sessions.values()) session.die();
  const effects = network.machines.flatMap(({ name, host }, at) =>
    host.effects.slice(before[at]).map((effect) => `${name}: ${effect}`),
  );
  for (const { host } of network.machines) host.fuse = new Fuse();
  return { ...end, events, effects, burned: fuse.burned, trips };
}

function opened(machine: MemoryMachine, shared: Fuse, { dark }: OperatorWishes): HostSession {
  const goesDark = dark?.name === machine.name;
  machine.host.fuse = goesDark ? new Fuse(dark.after) : shared;
  return machine.open(goesDark ? "power" : "kill");
}

function reach(
  node: Reachable,
  sessions: ReadonlyMap<string, HostSession>,
  network: MemoryNetwork,
  { unreachable = [] }: OperatorWishes,
): Host {
  const session = sessions.get(node.name);
  const isOn = network.find(node.address) !== null;
  if (session !== undefined && isOn && !unreachable.includes(node.name)) return remoteHost(session);
  throw new KubewrightError("HOST_UNREACHABLE", {
    what: `${node.address} port 22 cannot be reached.`,
    next: "See that the machine is up.",
    node: node.name,
    exitCode: exitCodes.unreachable,
  });
}
