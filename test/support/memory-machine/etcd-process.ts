import { X509Certificate } from "node:crypto";
import { isUnused } from "../../../src/etcd/first-start.ts";
import { walMetadata } from "../../../src/etcd/wal-metadata.ts";
import { FakeEtcd } from "../fake-etcd.ts";
import { testAuthority } from "../test-certificates.ts";
import { etcdLog, type LogOwner } from "./etcd-log.ts";
import type { MemoryMachine } from "./memory-machine.ts";
import type { Store } from "./memory-network.ts";
import type { Process } from "./process.ts";
import { flag, type StaticPod } from "./static-pod.ts";

/** Only there because the fake wants one at its birth; what it shows comes from the machine's disk. */
const unused = testAuthority("unused");

/** etcd starts with what its manifest and its data directory say; null while it cannot. */
export function startEtcd(machine: MemoryMachine, pod: StaticPod): (Process & { readonly member: LogOwner }) | null {
  const cert = machine.host.text(flag(pod, "cert-file"));
  const key = machine.host.text(flag(pod, "key-file"));
  const clientCa = machine.host.text(flag(pod, "trusted-ca-file"));
  if (cert === null || key === null || clientCa === null) return null;
  if (!new X509Certificate(cert).verify(new X509Certificate(clientCa).publicKey)) return null;
  const found = membership(machine, pod);
  if (found === null) return null;
  const { store, member } = found;
  store.etcd.started(flag(pod, "initial-advertise-peer-urls"), flag(pod, "name"), flag(pod, "advertise-client-urls"));
  const server = new FakeEtcd(store.etcd, unused);
  server.useServing({ cert, key, clientCa });
  machine.listen(2379, server.accept, "etcd", hostsOf(flag(pod, "listen-client-urls")));
  machine.listen(2380, () => undefined, "etcd");
  return {
    member,
    stop: () => {
      machine.silence(2379, 2380);
      void server.stop();
    },
  };
}

/** The addresses in "https://127.0.0.1:2379,https://[fd00::1]:2379". */
function hostsOf(urls: string): readonly string[] {
  return urls.split(",").map((url) => new URL(url).hostname.replace(/^\[(.*)\]$/, "$1"));
}

interface Membership {
  readonly store: Store;
  readonly member: LogOwner;
}

/** The first way in that is open to the member; null when that one fails. */
function membership(machine: MemoryMachine, pod: StaticPod): Membership | null {
  const own = ownData(machine, pod);
  const joined = own === undefined ? join(machine, pod) : own;
  return joined === undefined ? start(machine, pod) : joined;
}

/** The log that a member writes first. */
const logOf = (pod: StaticPod) => `${flag(pod, "data-dir")}/member/wal/0000000000000000-0000000000000000.wal`;

/** A member that has data goes on with it; one that was removed does not start. */
function ownData(machine: MemoryMachine, pod: StaticPod): Membership | null | undefined {
  const log = machine.host.text(logOf(pod));
  if (log === null) return undefined;
  // A log that names no members: alone, etcd never comes up with it.
  if (isUnused(Buffer.from(log, "hex"))) return null;
  const member = walMetadata(Buffer.from(log, "hex"));
  const store = machine.network.stores.get(member?.clusterId ?? "");
  const isMember = store?.etcd.members.some(({ ID }) => ID === member?.memberId) === true;
  return store !== undefined && member !== null && isMember ? { store, member } : null;
}

/** A member that the cluster knows, but that has no data yet. */
function join(machine: MemoryMachine, pod: StaticPod): Membership | null | undefined {
  if (pod.flags.get("initial-cluster-state") !== "existing") return undefined;
  const own = flag(pod, "initial-advertise-peer-urls");
  const peers = flag(pod, "initial-cluster").split(",");
  const urls = peers.map((peer) => peer.slice(peer.indexOf("=") + 1)).filter((url) => url !== own);
  for (const url of urls) {
    const member = machine.network.find(new URL(url).hostname)?.etcdMember;
    const store = machine.network.stores.get(member?.clusterId ?? "");
    const self = store?.etcd.members.find(({ peerURLs }) => peerURLs.includes(own));
    if (store === undefined || self === undefined) continue;
    // etcd refuses to start with another list of members than the cluster's.
    if (peers.length !== store.etcd.members.length) return null;
    return begin(machine, pod, store, self.ID);
  }
  return null;
}

/** A member of a cluster whose members start together, or the only one. Those that are told the same list and token are one cluster. */
function start(machine: MemoryMachine, pod: StaticPod): Membership | null {
  if (pod.flags.get("initial-cluster-state") === "existing") return null;
  const own = flag(pod, "initial-advertise-peer-urls");
  const peers = flag(pod, "initial-cluster").split(",");
  // A lone member without data begins from nothing, whatever there was before.
  if (peers.length === 1) {
    const store = machine.network.found();
    return begin(machine, pod, store, store.etcd.put(flag(pod, "name"), own).ID);
  }
  const identity = `${[...peers].sort().join(",")} ${pod.flags.get("initial-cluster-token") ?? machine.name}`;
  const store = machine.network.foundTogether(identity, (made) => {
    for (const peer of peers) made.etcd.put("", peer.slice(peer.indexOf("=") + 1));
  });
  const member = store.etcd.members.find(({ peerURLs }) => peerURLs.includes(own));
  if (member === undefined) return null;
  // A member that has voted and comes back without its data has forgotten what it promised: etcd's data may be lost by it.
  if (member.name !== "") machine.network.faults.push(`etcd on ${machine.name} was started as new a second time`);
  return begin(machine, pod, store, member.ID);
}

function begin(machine: MemoryMachine, pod: StaticPod, store: Store, memberId: string): Membership {
  const member = { clusterId: store.etcd.clusterId, memberId };
  machine.grow(logOf(pod), etcdLog(member), 0o600);
  machine.grow(`${flag(pod, "data-dir")}/member/snap/db`, "etcd's database", 0o600);
  return { store, member };
}
