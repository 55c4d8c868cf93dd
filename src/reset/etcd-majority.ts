import type { StepContext } from "../engine/step.ts";
import { etcdServersOfMember } from "../etcd/endpoints.ts";
import type { EtcdMember } from "../etcd/member.ts";
import { quorumOf } from "../etcd/quorum.ts";
import type { HostView } from "../host/host.ts";
import { etcdOn } from "../phases/local-etcd.ts";

/** The ids of the members that answer this machine now, learners too, each asked by itself. Asked once until something changes. */
export function answeringMembers(
  context: StepContext,
  members: readonly EtcdMember[],
  certificatesDir: string,
): Promise<readonly string[]> {
  return context.fact({
    name: `etcd members that answer, of ${members.map(({ id }) => id).join(" ")}`,
    read: async (view) => {
      const answers = await Promise.all(
        members.map(async (member) => ((await answersAlone(view, member, certificatesDir)) ? [member.id] : [])),
      );
      return answers.flat();
    },
  });
}

async function answersAlone(view: HostView, member: EtcdMember, certificatesDir: string): Promise<boolean> {
  const [server] = etcdServersOfMember(member);
  const client = server === undefined ? null : await etcdOn(view, certificatesDir, [server.host]);
  try {
    await client?.status();
    return client !== null;
  } catch {
    return false;
  } finally {
    client?.close();
  }
}

/** A majority of those that vote answers: etcd has a leader, or gets one soon. */
export async function hasMajority(
  context: StepContext,
  members: readonly EtcdMember[],
  certificatesDir: string,
): Promise<boolean> {
  const voters = members.filter((member) => !member.isLearner);
  const answering = await answeringMembers(context, members, certificatesDir);
  return voters.filter(({ id }) => answering.includes(id)).length >= quorumOf(voters.length);
}
