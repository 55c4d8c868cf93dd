import { checkExpiration } from "../certs/check-expiration.ts";
import { type ClusterIntent, isControlPlane, type NodeIntent } from "../config/cluster-intent.ts";
import { kubernetesDir } from "../constants/paths.ts";
import { explainKubelet } from "../diagnosis/explain-control-plane.ts";
import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import { refusal } from "../engine/wait.ts";
import type { HostView } from "../host/host.ts";
import { controlPlaneHealthy, type HealthAddress, kubeletHealthy } from "../kube/component-health.ts";
import { healthAddresses } from "../phases/health-addresses.ts";
import { etcdOn } from "../phases/local-etcd.ts";
import type { ClusterApi } from "./cluster-api.ts";
import type { Item, NodeStatus } from "./node-status.ts";

const dayMs = 86_400_000;
/** From so many days on, the end of a certificate is no longer far. */
const soonDays = 14;

/** Nothing renews a certificate in place yet. */
const anew = "Once it is moved away, with its key, kubewright apply makes it anew.";
const authorityAnew =
  "It is an authority: leave it where it is, for without it nothing here is trusted. How it is exchanged: https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/";

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
    isLeading ? certificateItem(host, intent.cluster.certificatesDir, now) : null,
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

async function certificateItem(host: HostView, certificatesDir: string, now: Date): Promise<Item> {
  return guarded(async () => {
    const { certificates, authorities } = await checkExpiration(host, { certificatesDir, kubernetesDir, now });
    const ends = [...certificates, ...authorities].flatMap((one) => {
      if (one.expires === null) return [];
      const days = Math.floor((one.expires.getTime() - now.getTime()) / dayMs);
      return [{ name: one.name, days, next: authorities.includes(one) ? authorityAnew : anew }];
    });
    const [first] = ends.sort((a, b) => a.days - b.days);
    if (first === undefined) return { isWell: false, text: "none", why: "no certificates are on this host" };
    const text = first.days < 0 ? "expired" : `${first.days} days`;
    if (first.days >= soonDays) return { isWell: true, text };
    const others = ends.filter(({ days }) => days < soonDays).length - 1;
    const name = `${first.name}${others === 0 ? "" : ` and ${others} more`}`;
    const when = first.days < 0 ? `expired ${-first.days} days ago` : `ends in ${text}`;
    return { isWell: false, text, why: `${name} ${when}. ${first.next}` };
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
