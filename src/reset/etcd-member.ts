import { manifestsDir } from "../constants/paths.ts";
import type { Change } from "../engine/change.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import type { EtcdClient } from "../etcd/client.ts";
import { etcdServersOfMembers } from "../etcd/endpoints.ts";
import type { EtcdMember } from "../etcd/member.ts";
import { afterRemoval } from "../etcd/quorum.ts";
import { etcdOn } from "../phases/local-etcd.ts";
import { reveal } from "../secret.ts";
import { step } from "../steps/step.ts";

const manifest = `${manifestsDir}/etcd.yaml`;

/** Takes this machine's member out of etcd. The last member stays: with it goes the cluster. Refuses to break quorum unless forced. */
export function etcdMemberStep(options: { readonly certificatesDir: string; readonly force: boolean }): Step {
  // A member that was removed stops answering: the second look asks the others.
  const others: string[] = [];
  return step("etcd-member", "This machine leaves etcd", async (context) => {
    const peerUrl = await ownPeerUrl(context);
    if (peerUrl === null) return [];
    const etcd = await etcdOn(context.host, options.certificatesDir, [...others, "127.0.0.1"]);
    if (etcd === null) {
      context.note(
        "warning",
        "The certificates to talk to etcd are gone; this machine's member, if it is one, stays in etcd's list.",
      );
      return [];
    }
    try {
      return await removal(context, etcd, peerUrl, options, others);
    } finally {
      etcd.close();
    }
  });
}

async function removal(
  context: StepContext,
  etcd: EtcdClient,
  peerUrl: string,
  options: { readonly certificatesDir: string; readonly force: boolean },
  others: string[],
): Promise<readonly Change[]> {
  const members = await membersOrNull(context, etcd);
  if (members === null) return [];
  const own = members.find((member) => member.peerUrls.includes(peerUrl));
  if (own === undefined || members.length === 1) return [];
  others.splice(
    0,
    others.length,
    ...etcdServersOfMembers(members.filter((member) => member !== own)).map(({ host }) => host),
  );
  if (!own.isLearner) await refuseBrokenQuorum(context, members, own, options);
  return [
    {
      kind: "call",
      title: `etcd: remove member ${own.name || own.id} (${peerUrl})`,
      makes: [],
      perform: async (host) => {
        const client = await etcdOn(host, options.certificatesDir, [...others, "127.0.0.1"]);
        try {
          await client?.remove(own.id);
        } finally {
          client?.close();
        }
      },
    },
  ];
}

async function membersOrNull(context: StepContext, etcd: EtcdClient): Promise<readonly EtcdMember[] | null> {
  try {
    return (await etcd.members()).members;
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    context.note(
      "warning",
      `etcd does not answer on this machine (${error.code}); its member, if it is one, stays in etcd's list. Remove it on another control plane: etcdctl member list; etcdctl member remove ID`,
    );
    return null;
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

/** The peer URL in this machine's etcd manifest; null where no etcd member was set up. */
async function ownPeerUrl(context: StepContext): Promise<string | null> {
  const file = (await context.host.read([manifest])).get(manifest);
  if (file?.type !== "file") return null;
  return /--initial-advertise-peer-urls=(\S+)/.exec(reveal(file.content))?.[1] ?? null;
}
