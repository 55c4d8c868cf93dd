import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import type { EtcdMember } from "../etcd/member.ts";
import { afterRemoval } from "../etcd/quorum.ts";
import { etcdOn } from "../phases/local-etcd.ts";
import { step } from "../steps/step.ts";
import { clusterEtcd } from "./cluster-etcd.ts";
import { ownPeerUrl } from "./etcd-member.ts";

/** Looks, before anything is taken out of the cluster, whether etcd can decide without this machine's member. Error ETCD_QUORUM unless forced. */
export function etcdQuorumStep(options: { readonly certificatesDir: string; readonly force: boolean }): Step {
  return step("etcd-quorum", "etcd keeps its quorum", async (context) => {
    const peerUrl = await ownPeerUrl(context);
    const members = peerUrl === null ? [] : await knownMembers(context, options.certificatesDir);
    const own = members.find((member) => peerUrl !== null && member.peerUrls.includes(peerUrl));
    if (own !== undefined && !own.isLearner && members.length > 1) {
      await refuseBrokenQuorum(context, members, own, options);
    }
    return [];
  });
}

/** Empty when nobody answers: the step that removes the member says so. */
async function knownMembers(context: StepContext, certificatesDir: string): Promise<readonly EtcdMember[]> {
  const etcd = await clusterEtcd(context, certificatesDir);
  try {
    return etcd === null ? [] : (await etcd.members()).members;
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    return [];
  } finally {
    etcd?.close();
  }
}

async function refuseBrokenQuorum(
  context: StepContext,
  members: readonly EtcdMember[],
  own: EtcdMember,
  options: { readonly certificatesDir: string; readonly force: boolean },
): Promise<void> {
  const healthy = await healthyMembers(context, members, options.certificatesDir);
  const quorum = afterRemoval(members, own.id, new Set(healthy));
  if (quorum.keepsQuorum) return;
  const text = `Without this member etcd loses its quorum: of ${members.length} members ${healthy.length} answer.`;
  if (options.force) {
    context.note("warning", `${text} Going on because of --force.`);
    return;
  }
  throw new KubewrightError("ETCD_QUORUM", {
    what: text,
    why: "the cluster would stop until a majority of members is back",
    next: "Bring the other members back first, or, when this cluster is to go, use --force.",
  });
}

async function healthyMembers(
  context: StepContext,
  members: readonly EtcdMember[],
  certificatesDir: string,
): Promise<readonly string[]> {
  const answers = await Promise.all(
    members.map(async (member) => {
      const address =
        member.clientUrls[0] === undefined ? null : new URL(member.clientUrls[0]).hostname.replace(/^\[|\]$/g, "");
      if (address === null) return null;
      const client = await etcdOn(context.host, certificatesDir, [address]);
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
