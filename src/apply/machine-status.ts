import { type ClusterIntent, isControlPlane, type NodeIntent } from "../config/cluster-intent.ts";
import { explainKubelet } from "../diagnosis/explain-control-plane.ts";
import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import { refusal } from "../engine/wait.ts";
import type { HostView } from "../host/host.ts";
import { controlPlaneHealthy, type HealthAddress, kubeletHealthy } from "../kube/component-health.ts";
import { healthAddresses } from "../phases/health-addresses.ts";
import { etcdOn } from "../phases/local-etcd.ts";
import { certificateItem } from "./certificate-item.ts";
import type { ClusterApi } from "./cluster-api.ts";
import type { Item, NodeStatus } from "./node-status.ts";

/** What one machine shows of itself. A question that it does not answer is an item that is not well. */
export async function machineStatus(
  intent: ClusterIntent,
  node: NodeIntent,
  host: HostView,
  api: ClusterApi,
  now: Date,
): Promise<Pick<NodeStatus, "kubelet" | "controlPlane" | "etcd" | "certificates">> {
  const isLeading = isControlPlane(node);
  const health = healthAddresses(intent.cluster, intent.kubelet);
  const [kubelet, controlPlane, etcd, certificates] = await Promise.all([
    kubeletItem(node, host, health.kubelet),
    isLeading ? look(controlPlaneHealthy(api.sourceFor(node.name), health), host) : null,
    isLeading && intent.cluster.etcd.local !== undefined ? etcdItem(host, intent.cluster.certificatesDir) : null,
    isLeading ? guarded(() => certificateItem(host, intent.cluster.certificatesDir, now)) : null,
  ]);
  return { kubelet, controlPlane, etcd, certificates };
}

/** The kubelet's own word; of one that does not answer, why. */
async function kubeletItem(node: NodeIntent, host: HostView, health: HealthAddress): Promise<Item> {
  const item = await look(kubeletHealthy(health), host);
  if (item.isWell) return item;
  const subject = { criSocket: node.registration.criSocket, node: node.name };
  const cause = await explainKubelet(subject)(host).catch(() => null);
  if (cause === null) return item;
  const said = cause.why === undefined || cause.code === "KUBELET_STOPPED" ? "" : ` ${cause.why}`;
  return { ...item, why: `${cause.what}${said}` };
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

async function guarded(work: () => Promise<Item>): Promise<Item> {
  try {
    return await work();
  } catch (error) {
    const why = refusal(error);
    if (why === null) throw error;
    return { isWell: false, text: "no answer", why };
  }
}
