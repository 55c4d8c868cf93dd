import type { ClusterConfiguration } from "../config/v1beta4.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { initialClusterMembers } from "../etcd/initial-cluster.ts";
import type { FileTree, HostView } from "../host/host.ts";
import type { EtcdInitialCluster } from "../manifests/control-plane-node.ts";
import { staticPodPath, staticPodText } from "../manifests/static-pods.ts";
import { reveal } from "../secret.ts";
import { filesStep } from "../steps/files.ts";
import { type EtcdMembership, membersOf, peerUrl } from "./etcd-membership.ts";
import { manifestTree, type NodeSource } from "./static-pods.ts";

/** Who is in the cluster when a member starts for the first time. */
export type InitialCluster = (view: HostView, signal: AbortSignal) => Promise<EtcdInitialCluster>;

/** etcd's manifest, with the members it starts with. What those were at the first start is of no account later: a manifest that differs in nothing else stays. */
export function etcdManifestStep(
  cluster: ClusterConfiguration,
  node: NodeSource,
  initial: InitialCluster,
  foreign: "refuse" | "overwrite" = "refuse",
): Step {
  return filesStep({
    id: "etcd-manifest",
    title: "etcd's static Pod",
    foreign,
    tree: (context) => manifest(cluster, node, initial, context),
  });
}

/** The members of a running cluster, with the one that joins it. */
export function joiningMember(member: EtcdMembership): InitialCluster {
  return async (view, signal) => {
    const self = { name: member.name, peerUrl: peerUrl(member) };
    const { members } = await membersOf(member, view, signal);
    const known = initialClusterMembers(members, self);
    return { members: known.includes(self) ? known : [...known, self], state: "existing" };
  };
}

async function manifest(
  cluster: ClusterConfiguration,
  node: NodeSource,
  initial: InitialCluster,
  context: StepContext,
): Promise<FileTree> {
  const path = staticPodPath("etcd");
  const [described, etcd] = await Promise.all([node(context), initial(context.host, context.signal)]);
  const text = staticPodText("etcd", cluster, { ...described, etcd });
  if (text === undefined) return new Map();
  const file = (await context.host.read([path])).get(path);
  const live = file?.type === "file" ? reveal(file.content) : "";
  return manifestTree(context, path, withoutMembers(live) === withoutMembers(text) ? live : text);
}

function withoutMembers(manifestText: string): string {
  return manifestText.replace(/^\s*- --initial-cluster(?:-state|-token)?=.*\n/gm, "");
}
