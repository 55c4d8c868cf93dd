import type { ClusterConfiguration } from "../config/v1beta4.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { initialClusterMembers } from "../etcd/initial-cluster.ts";
import { textState } from "../host/file-state.ts";
import type { FileTree } from "../host/host.ts";
import { staticPodFiles, staticPodPath } from "../manifests/static-pods.ts";
import { reveal } from "../secret.ts";
import { filesStep } from "../steps/files.ts";
import { type EtcdMembership, peerUrl } from "./etcd-join.ts";
import type { NodeSource } from "./static-pods.ts";

/** etcd's manifest on a joining host, with the members it starts with. What those were at the first start is of no account later: a manifest that differs in nothing else stays. */
export function etcdManifestStep(cluster: ClusterConfiguration, node: NodeSource, member: EtcdMembership): Step {
  return filesStep({
    id: "etcd-manifest",
    title: "etcd's static Pod",
    foreign: "refuse",
    tree: (context) => manifest(cluster, node, member, context),
  });
}

async function manifest(
  cluster: ClusterConfiguration,
  node: NodeSource,
  member: EtcdMembership,
  context: StepContext,
): Promise<FileTree> {
  const path = staticPodPath("etcd");
  const self = { name: member.name, peerUrl: peerUrl(member) };
  const { members } = await (await member.open(context.host)).members();
  const known = initialClusterMembers(members, self);
  const all = known.includes(self) ? known : [...known, self];
  const described = await node(context);
  const text = staticPodFiles(cluster, { ...described, etcd: { members: all, state: "existing" } }).get(path);
  if (text === undefined) return new Map();
  const file = (await context.host.read([path])).get(path);
  const live = file?.type === "file" ? reveal(file.content) : "";
  return new Map([[path, textState(withoutMembers(live) === withoutMembers(text) ? live : text, 0o600)]]);
}

function withoutMembers(manifestText: string): string {
  return manifestText.replace(/^\s*- --initial-cluster(?:-state)?=.*\n/gm, "");
}
