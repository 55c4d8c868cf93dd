import { namespaces } from "../constants/names.ts";
import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { etcdPodSelector, etcdServersOfPods } from "../etcd/endpoints.ts";
import type { EtcdMember } from "../etcd/member.ts";
import type { HostView } from "../host/host.ts";
import { etcdOn, ownEtcd } from "../phases/local-etcd.ts";

/** What a machine that leaves etcd's cluster learns of its members. */
export type MembersSeen =
  /** The certificates to ask with are not all here. */
  | { readonly state: "no-certificates" }
  /** As the majority knows them. */
  | { readonly state: "seen"; readonly members: readonly EtcdMember[] }
  /** Nobody answers for a majority: why, the members as the one that answers knows them (none: nobody does), and who was asked. */
  | {
      readonly state: "unanswered";
      readonly code: string;
      readonly known: readonly EtcdMember[];
      readonly addresses: readonly string[];
    };

/**
 * The cluster's members: from this machine's own or, where that does not answer, from the others, which the cluster's API names.
 * Asked once until something changes: where nobody answers, each question takes as long as its deadline.
 */
export function clusterMembers(context: StepContext, certificatesDir: string): Promise<MembersSeen> {
  return context.fact({
    name: `etcd's members, by the certificates in ${certificatesDir}`,
    read: async (view) => {
      const own = await membersAt(view, certificatesDir, ownEtcd);
      const others = own.state === "unanswered" ? await namedByCluster(context) : [];
      return others.length === 0 ? own : membersAt(view, certificatesDir, [...others, ...ownEtcd]);
    },
  });
}

/** The members, from the first of these addresses that answers. */
export async function membersAt(
  view: HostView,
  certificatesDir: string,
  addresses: readonly string[],
): Promise<MembersSeen> {
  const etcd = await etcdOn(view, certificatesDir, addresses);
  if (etcd === null) return { state: "no-certificates" };
  try {
    // Side by side: without a majority the second takes as long as its deadline.
    const [local, cluster] = await Promise.allSettled([etcd.members({ local: true }), etcd.members()]);
    if (cluster.status === "fulfilled") return { state: "seen", members: cluster.value.members };
    if (!(cluster.reason instanceof KubewrightError)) throw cluster.reason;
    const known = local.status === "fulfilled" ? local.value.members : [];
    return { state: "unanswered", code: cluster.reason.code, known, addresses };
  } finally {
    etcd.close();
  }
}

/** Empty where no API server answers either: whoever asks etcd then says so. */
async function namedByCluster({ objects }: StepContext): Promise<readonly string[]> {
  const pods = { apiVersion: "v1", kind: "Pod", namespace: namespaces.system, labelSelector: etcdPodSelector };
  try {
    return etcdServersOfPods(await objects.list(pods)).map(({ host }) => host);
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    return [];
  }
}
