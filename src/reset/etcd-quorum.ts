import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import type { EtcdMember } from "../etcd/member.ts";
import { afterRemoval } from "../etcd/quorum.ts";
import { step } from "../steps/step.ts";
import { clusterMembers } from "./cluster-etcd.ts";
import { answeringMembers } from "./etcd-majority.ts";
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

/** Without a majority the list as the asked member knows it. Empty when nobody answers: the step that removes the member says so. */
async function knownMembers(context: StepContext, certificatesDir: string): Promise<readonly EtcdMember[]> {
  const found = await clusterMembers(context, certificatesDir);
  if (found.state === "no-certificates") return [];
  return found.state === "seen" ? found.members : found.known;
}

async function refuseBrokenQuorum(
  context: StepContext,
  members: readonly EtcdMember[],
  own: EtcdMember,
  options: { readonly certificatesDir: string; readonly force: boolean },
): Promise<void> {
  const healthy = await answeringMembers(context, members, options.certificatesDir);
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
