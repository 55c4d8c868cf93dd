import { clusterRecord, kubewrightDir } from "../constants/paths.ts";
import { KubewrightError } from "../errors.ts";
import { directoryState, textState } from "../host/file-state.ts";
import type { FileTree, HostView } from "../host/host.ts";
import { reveal } from "../secret.ts";

/** Which cluster a control plane belongs to. Every control plane has it before anything else of the cluster. */
export interface ClusterRecord {
  /** unfinished: this host's API server has not been seen to answer yet. */
  readonly state: "unfinished" | "founded";
  /** 32 hex digits, made at the founding. */
  readonly clusterId: string;
  /** metadata.name of the file. */
  readonly name: string;
  /** The pins ("sha256:…") of the public keys that all control planes share, under the certificate's name; "sa" for service accounts. */
  readonly authorities: Readonly<Record<string, string>>;
  /** Those that start etcd together. */
  readonly members: readonly { readonly name: string; readonly address: string }[];
}

/** Keeps etcd members of one founding from those of another: etcd's --initial-cluster-token. */
export function etcdToken({ clusterId }: ClusterRecord): string {
  return `kubewright-${clusterId}`;
}

/** The record as it lies on a control plane, with its directory. */
export function recordTree(record: ClusterRecord): FileTree {
  const { state, clusterId, name, authorities, members } = record;
  const text = `${JSON.stringify({ version: 1, state, clusterId, name, authorities, members }, null, 1)}\n`;
  return new Map([
    [kubewrightDir, directoryState(0o700)],
    [clusterRecord, textState(text, 0o600)],
  ]);
}

/** The record on this machine, or null when none is there. Error CLUSTER_RECORD_UNREADABLE when it is not ours or torn. */
export async function readRecord(view: HostView): Promise<ClusterRecord | null> {
  const file = (await view.read([clusterRecord])).get(clusterRecord);
  if (file === undefined) return null;
  const record = file.type === "file" ? parseRecord(reveal(file.content)) : null;
  if (record !== null) return record;
  throw new KubewrightError("CLUSTER_RECORD_UNREADABLE", {
    what: `${clusterRecord} is not what this tool writes there.`,
    why: "it says which cluster this host belongs to, and nothing is done to a host of which that is not known",
    next: `Copy the file from another control plane of the same cluster. If this host is of no use to any cluster: kubewright reset`,
    node: view.name,
  });
}

/** Reads what `recordTree` wrote; null for anything else. */
function parseRecord(text: string): ClusterRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is ClusterRecord {
  if (!isMapping(value) || value["version"] !== 1) return false;
  const { state, clusterId, name, authorities, members } = value;
  return (
    (state === "unfinished" || state === "founded") &&
    typeof clusterId === "string" &&
    /^[0-9a-f]{32}$/.test(clusterId) &&
    typeof name === "string" &&
    isMapping(authorities) &&
    Object.values(authorities).every((pin) => typeof pin === "string") &&
    Array.isArray(members) &&
    members.every((one) => isMapping(one) && typeof one["name"] === "string" && typeof one["address"] === "string")
  );
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
