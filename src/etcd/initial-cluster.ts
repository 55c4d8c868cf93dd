import { type EtcdMember, memberHexId } from "./member.ts";

/** The members a new one is started with, in etcd's order: the new one under its node's name, another without a name under its hexadecimal id. kubeadm's rule. */
export function initialClusterMembers(
  members: readonly EtcdMember[],
  self: { readonly name: string; readonly peerUrl: string },
): readonly { readonly name: string; readonly peerUrl: string }[] {
  return members.flatMap((member) =>
    member.peerUrls.map((peerUrl) => {
      if (peerUrl === self.peerUrl) return self;
      return { name: member.name === "" ? memberHexId(member.id) : member.name, peerUrl };
    }),
  );
}
