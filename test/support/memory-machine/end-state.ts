import type { KubeObject } from "../../../src/engine/object-store.ts";
import type { FileState } from "../../../src/host/host.ts";
import { reveal } from "../../../src/secret.ts";
import type { MemoryMachine } from "./memory-machine.ts";

/** What two machines must have in common after the same work, whatever keys, serials, tokens and moments came out by chance. */
export interface EndState {
  readonly files: readonly string[];
  readonly objects: readonly string[];
  readonly etcdMembers: readonly string[];
  readonly services: readonly string[];
  readonly pods: readonly string[];
}

/** Only a kernel's own files, programs, and what a reboot clears are left out. */
const notOurs = /^\/(proc|sys|run|tmp|usr|boot|dev)(\/|$)/;
/** The next writing of the ledger clears it away. */
const halfLedger = "/var/lib/kubewright/.ledger.json.kubewright";
const bookkeeping = new Set(["managedFields", "uid", "resourceVersion", "creationTimestamp", "generation"]);

/** The end state of a machine and of all that the clusters of its network keep. */
export function endState(machine: MemoryMachine): EndState {
  const files = [...machine.host.tree()].filter(([path]) => !notOurs.test(path) && path !== halfLedger);
  const there = new Set(files.map(([path]) => path));
  const stores = [...machine.network.stores.values()];
  const kubelet = machine.unit("kubelet.service");
  return {
    files: files.map(([path, state]) => `${unnamed(path)} ${fileText(path, state, there)}`).sort(),
    objects: stores.flatMap((store) => store.objects.all().map(objectText)).sort(),
    etcdMembers: stores
      .flatMap((store) => store.etcd.members)
      .map(({ name, peerURLs, isLearner }) => `${name} ${peerURLs} ${isLearner ? "learns" : "votes"}`)
      .sort(),
    services: [`kubelet ${kubelet?.running === true ? "runs" : "is stopped"}, ${kubelet?.enabled === true}`],
    pods: [...machine.cri.sandboxes.values()].map((pod) => `${pod.namespace}/${pod.name} ${pod.ready}`).sort(),
  };
}

function fileText(path: string, state: FileState, there: ReadonlySet<string>): string {
  if (state.type === "symlink") return `-> ${unnamed(state.target)}`;
  if (state.type === "other") return "other";
  const head = `${state.type} ${state.mode.toString(8)} ${state.owner}`;
  if (state.type === "directory") return head;
  const text = reveal(state.content);
  return `${head}\n${path.endsWith("/ledger.json") ? ledgerText(text, there) : path.endsWith(".wal") ? "" : unnamed(text)}`;
}

/** What the ledger says is ours; the sums are of random content. An entry of what is gone does no harm: a run was cut off between taking it away and noting so. */
function ledgerText(text: string, there: ReadonlySet<string>): string {
  const { files } = JSON.parse(text) as { files: Readonly<Record<string, { type: string; mode?: number }>> };
  return Object.entries(files)
    .filter(([path]) => there.has(path))
    .map(([path, { type, mode = 0 }]) => `${unnamed(path)} ${type} ${mode.toString(8)}`)
    .sort()
    .join("\n");
}

function objectText(object: KubeObject): string {
  const text = JSON.stringify(object, (key, value: unknown) => (bookkeeping.has(key) ? undefined : sorted(value)));
  return unnamed(decoded(text));
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Short texts that were encoded, such as the fields of a token. */
function decoded(text: string): string {
  return text.replace(/"(?=[A-Za-z0-9+/]*=?=?")([A-Za-z0-9+/]{4,}={0,2})"/g, (all, data: string) => {
    const plain = Buffer.from(data, "base64");
    return plain.toString("base64") === data && /^[\x20-\x7e]+$/.test(plain.toString("latin1")) ? `"${plain}"` : all;
  });
}

/** Chance and time taken out. */
function unnamed(text: string): string {
  return text
    .replace(/-----BEGIN ([A-Z ]+)-----[^-]*-----END \1-----/g, "($1)")
    .replace(/\d{4}-\d\d-\d\d[T-]\d\d[:-]\d\d[:-]\d\d(Z|\.\d+Z)?/g, "(time)")
    .replace(/(bootstrap-token-|jws-kubeconfig-)[a-z0-9]{6}\b/g, "$1(id)")
    .replace(/"token-(id|secret)":"[^"]*"/g, '"token-$1":"(random)"')
    .replace(/eyJ[\w-]+\.\.[\w-]+/g, "(signature)")
    .replace(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, "(token)")
    .replace(/\b[0-9a-f]{64}\b/g, "(hex)")
    .replace(/[A-Za-z0-9+/]{60,}={0,2}/g, "(base64)");
}
