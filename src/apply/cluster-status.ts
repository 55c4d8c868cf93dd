import { checkExpiration } from "../certs/check-expiration.ts";
import { type ClusterIntent, isControlPlane, type NodeIntent } from "../config/cluster-intent.ts";
import { kubernetesDir } from "../constants/paths.ts";
import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { refusal } from "../engine/wait.ts";
import type { OpenNode } from "../fleet/open-hosts.ts";
import type { HostView } from "../host/host.ts";
import { controlPlaneHealthy, kubeletHealthy } from "../kube/component-health.ts";
import { condition } from "../kube/waits.ts";
import { etcdOn } from "../phases/local-etcd.ts";
import { ClusterApi } from "./cluster-api.ts";
import { administratorOn } from "./credentials.ts";

/** One thing that was looked at. `why` says what is wrong. */
export interface Item {
  readonly isWell: boolean;
  readonly text: string;
  readonly why?: string;
}

/** What one node shows; null where it has no such thing. */
export interface NodeStatus {
  readonly name: string;
  readonly role: string;
  readonly ready: Item;
  readonly version: string;
  readonly kubelet: Item | null;
  readonly controlPlane: Item | null;
  readonly etcd: Item | null;
  /** Days until the first certificate of a control plane ends. */
  readonly certificates: Item | null;
}

const dayMs = 86_400_000;
/** From so many days on, the end of a certificate is no longer far. */
const soonDays = 14;

/** Looks at every node that was reached, and asks the API server for the Nodes. Changes nothing. */
export async function clusterStatus(
  intent: ClusterIntent,
  opened: readonly OpenNode[],
  unreached: ReadonlyMap<string, string>,
  now: Date,
): Promise<readonly NodeStatus[]> {
  const targets = opened.flatMap(({ node, host }) => (isControlPlane(node) ? [{ node, host }] : []));
  const api = new ClusterApi(targets, () => administratorOn(targets.map(({ host }) => host)));
  try {
    const nodes = await nodesOf(api);
    return await Promise.all(
      intent.nodes.map(async (node) => {
        const host = opened.find((each) => each.node === node)?.host;
        const live = nodes?.get(node.name);
        const ready = readiness(nodes === null ? "unknown" : (live ?? null));
        const version = versionOf(live);
        if (host === undefined) return unreachedNode(node, ready, version, unreached.get(node.name) ?? "");
        return {
          ...(await machineStatus(intent, node, host, api, now)),
          name: node.name,
          role: node.role,
          ready,
          version,
        };
      }),
    );
  } finally {
    api.close();
  }
}

async function nodesOf(api: ClusterApi): Promise<ReadonlyMap<string, KubeObject> | null> {
  const client = await api.client();
  if (client === null) return null;
  const nodes = await client.list({ apiVersion: "v1", kind: "Node" });
  return new Map(nodes.map((node) => [node.metadata.name, node]));
}

function readiness(node: KubeObject | null | "unknown"): Item {
  if (node === "unknown") return { isWell: false, text: "?", why: "no API server answers" };
  if (node === null) return { isWell: false, text: "absent", why: "the cluster has no such Node" };
  const ready = condition(node, "Ready");
  if (ready?.status === "True") return { isWell: true, text: "ready" };
  return { isWell: false, text: "not ready", why: ready?.message ?? "the Node says nothing of itself yet" };
}

function versionOf(node: KubeObject | undefined): string {
  const info = Reflect.get(Object(node?.["status"]), "nodeInfo");
  const version: unknown = Reflect.get(Object(info), "kubeletVersion");
  return typeof version === "string" && /^v[\w.+-]+$/.test(version) ? version : "";
}

function unreachedNode(node: NodeIntent, ready: Item, version: string, why: string): NodeStatus {
  const kubelet = { isWell: false, text: "not reached", why };
  return {
    name: node.name,
    role: node.role,
    ready,
    version,
    kubelet,
    controlPlane: null,
    etcd: null,
    certificates: null,
  };
}

async function machineStatus(intent: ClusterIntent, node: NodeIntent, host: HostView, api: ClusterApi, now: Date) {
  const isLeading = isControlPlane(node);
  const [kubelet, controlPlane, etcd, certificates] = await Promise.all([
    look(kubeletHealthy({}), host),
    isLeading ? look(controlPlaneHealthy(api.sourceFor(node.name)), host) : null,
    isLeading && intent.cluster.etcd.local !== undefined ? etcdItem(host, intent.cluster.certificatesDir) : null,
    isLeading ? certificateItem(host, intent.cluster.certificatesDir, now) : null,
  ]);
  return { kubelet, controlPlane, etcd, certificates };
}

async function look(fact: Fact<WaitAnswer>, host: HostView): Promise<Item> {
  return guarded(async () => {
    const { done, found } = await fact.read(host);
    return done ? { isWell: true, text: "well" } : { isWell: false, text: "not well", why: found };
  });
}

async function etcdItem(host: HostView, certificatesDir: string): Promise<Item> {
  return guarded(async () => {
    const etcd = await etcdOn(host, certificatesDir);
    if (etcd === null) return { isWell: false, text: "none", why: "etcd's certificates are not on this host" };
    try {
      const status = await etcd.status();
      if (status.errors.length > 0) return { isWell: false, text: "not well", why: status.errors.join("; ") };
      if (status.leader === "0")
        return { isWell: false, text: "no leader", why: "etcd has no leader: too few members answer" };
      if (status.isLearner) return { isWell: false, text: "learner", why: "it does not vote yet" };
      return { isWell: true, text: status.leader === status.memberId ? "leader" : "member" };
    } finally {
      etcd.close();
    }
  });
}

async function certificateItem(host: HostView, certificatesDir: string, now: Date): Promise<Item> {
  return guarded(async () => {
    const { certificates, authorities } = await checkExpiration(host, { certificatesDir, kubernetesDir, now });
    const ends = [...certificates, ...authorities].flatMap(({ name, expires }) =>
      expires === null ? [] : [{ name, days: Math.floor((expires.getTime() - now.getTime()) / dayMs) }],
    );
    const [first] = ends.sort((a, b) => a.days - b.days);
    if (first === undefined) return { isWell: false, text: "none", why: "no certificates are on this host" };
    const text = `${first.days} days`;
    if (first.days >= soonDays) return { isWell: true, text };
    const why = first.days < 0 ? `${first.name} has ended` : `${first.name} ends in ${text}`;
    return { isWell: false, text, why: `${why}: kubewright certs renew all` };
  });
}

async function guarded(work: () => Promise<Item>): Promise<Item> {
  try {
    return await work();
  } catch (error) {
    const why = refusal(error);
    if (why === null) throw error;
    return { isWell: false, text: "no answer", why };
  }
}
