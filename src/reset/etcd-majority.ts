import type { StepContext } from "../engine/step.ts";
import { etcdServersOfMembers } from "../etcd/endpoints.ts";
import type { EtcdMember } from "../etcd/member.ts";
import { quorumOf } from "../etcd/quorum.ts";
import { etcdOn } from "../phases/local-etcd.ts";

/** The ids of the members that answer this machine now, each asked by itself. */
export async function answeringMembers(
  { host }: StepContext,
  members: readonly EtcdMember[],
  certificatesDir: string,
): Promise<readonly string[]> {
  const answers = await Promise.all(
    members.map(async (member) => {
      const [server] = etcdServersOfMembers([{ ...member, isLearner: false }]);
      const client = server === undefined ? null : await etcdOn(host, certificatesDir, [server.host]);
      try {
        await client?.status();
        return client === null ? null : member.id;
      } catch {
        return null;
      } finally {
        client?.close();
      }
    }),
  );
  return answers.filter((id) => id !== null);
}

/** A majority of those that vote answers: etcd has a leader, or gets one soon. */
export async function hasMajority(
  context: StepContext,
  members: readonly EtcdMember[],
  certificatesDir: string,
): Promise<boolean> {
  const voters = members.filter((member) => !member.isLearner);
  return (await answeringMembers(context, voters, certificatesDir)).length >= quorumOf(voters.length);
}
