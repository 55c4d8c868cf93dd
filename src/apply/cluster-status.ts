import { type ClusterIntent, isControlPlane, type NodeIntent } from "../config/cluster-intent.ts";
import type { KubeObject } from "../engine/object-store.ts";
import type { OpenNode } from "../fleet/open-hosts.ts";
import { condition } from "../kube/waits.ts";
import { ClusterApi } from "./cluster-api.ts";
import { administratorOn } from "./credentials.ts";
import { machineStatus } from "./machine-status.ts";
import type { Item, NodeStatus } from "./node-status.ts";

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
        const known = { name: node.name, role: node.role, ready, version };
        return { ...known, ...(await machineStatus(intent, node, host, api, now)) };
      }),
    );
  } finally {
    api.close();
  }
}

async function nodesOf(api: ClusterApi): Promise<ReadonlyMap<string, KubeObject> | null> {
  const client = await api.client();
  if (client === null) return null;
  const nodes = await client.list({ apiVersion: "v1", kind: "Node" }, { isLook: true });
  return new Map(nodes.map((node) => [node.metadata.name, node]));
}

function readiness(node: KubeObject | null | "unknown"): Item {
  if (node === "unknown") return { isWell: false, text: "?", why: "no API server answers" };
  if (node === null) return { isWell: false, text: "absent", why: "the cluster has no such Node" };
  const ready = condition(node, "Ready");
  if (ready?.status === "True") return { isWell: true, text: "yes" };
  const why = ready?.message ?? "the Node says nothing of itself yet";
  return { isWell: false, text: "no", why: isWithoutNetwork(why) ? noNetwork : `not ready: ${why}` };
}

const noNetwork = "not ready, for there is no Pod network yet: kubectl apply -f <network.yaml>";

/** What containerd and CRI-O let the kubelet say where no CNI configuration is. */
function isWithoutNetwork(message: string): boolean {
  return (
    message.includes("NetworkPluginNotReady") &&
    /cni (plugin not initialized|config uninitialized)|No CNI configuration/i.test(message)
  );
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
