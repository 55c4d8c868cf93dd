import { manifestsDir } from "../constants/paths.ts";
import type { Change } from "../engine/change.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { askAgain, doneWhen, etcdPauses, type Patience } from "../etcd/ask-again.ts";
import type { EtcdClient } from "../etcd/client.ts";
import { etcdServersOfMembers } from "../etcd/endpoints.ts";
import type { EtcdMember } from "../etcd/member.ts";
import { etcdOn, ownEtcd } from "../phases/local-etcd.ts";
import { reveal } from "../secret.ts";
import { step } from "../steps/step.ts";
import { clusterEtcd } from "./cluster-etcd.ts";
import { hasMajority } from "./etcd-majority.ts";

const manifest = `${manifestsDir}/etcd.yaml`;

/** Milliseconds for which etcd is asked again: it refuses until it has been connected with its members for five seconds (HealthInterval in etcd's server.go). */
const healthyWithinMs = 20_000;
const askEveryMs = 250;

/** Takes this machine's member out of etcd. The last member stays: with it goes the cluster. */
export function etcdMemberStep(options: { readonly certificatesDir: string }): Step {
  // A member that was removed stops answering: the second look asks the others.
  const others: string[] = [];
  return step("etcd-member", "This machine leaves etcd", async (context) => {
    const peerUrl = await ownPeerUrl(context);
    if (peerUrl === null) return [];
    const { certificatesDir } = options;
    const etcd =
      others.length === 0
        ? await clusterEtcd(context, certificatesDir)
        : await etcdOn(context.host, certificatesDir, [...others, ...ownEtcd]);
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
  options: { readonly certificatesDir: string },
  others: string[],
): Promise<readonly Change[]> {
  const members = await membersOrNull(context, etcd, options.certificatesDir);
  if (members === null) return [];
  const own = members.find((member) => member.peerUrls.includes(peerUrl));
  if (own === undefined || members.length === 1) return [];
  others.splice(
    0,
    others.length,
    ...etcdServersOfMembers(members.filter((member) => member !== own)).map(({ host }) => host),
  );
  return [
    {
      kind: "call",
      title: `etcd: remove member ${own.name || own.id} (${peerUrl})`,
      makes: [],
      perform: async (host, signal) => {
        const client = await etcdOn(host, options.certificatesDir, [...others, ...ownEtcd]);
        // A removal that etcd did not answer in time may have been carried out.
        const removed = (from: EtcdClient) => doneWhen("ETCD_NO_SUCH_MEMBER", from.remove(own.id));
        try {
          if (client !== null) await askAgain(() => removed(client), patience(signal));
        } finally {
          client?.close();
        }
      },
    },
  ];
}

function patience(signal: AbortSignal): Patience {
  return { withinMs: healthyWithinMs, everyMs: askEveryMs, signal, passing: etcdPauses };
}

async function membersOrNull(
  context: StepContext,
  etcd: EtcdClient,
  certificatesDir: string,
): Promise<readonly EtcdMember[] | null> {
  try {
    return await membersInTime(context, etcd, certificatesDir);
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    context.note(
      "warning",
      `etcd does not answer, neither on this machine nor elsewhere (${error.code}); its member, if it is one, stays in etcd's list. Remove it on another control plane: etcdctl member list; etcdctl member remove ID`,
    );
    return null;
  }
}

/** Asked again only where a majority is there: without one nothing comes of waiting. */
async function membersInTime(
  context: StepContext,
  etcd: EtcdClient,
  certificatesDir: string,
): Promise<readonly EtcdMember[]> {
  try {
    return (await etcd.members()).members;
  } catch (error) {
    const known = await etcd.members({ local: true }).catch(() => null);
    if (known === null || !(await hasMajority(context, known.members, certificatesDir))) throw error;
    return (await askAgain(() => etcd.members(), patience(context.signal))).members;
  }
}

/** The peer URL in this machine's etcd manifest; null where no etcd member was set up. */
export async function ownPeerUrl(context: StepContext): Promise<string | null> {
  const file = (await context.host.read([manifest])).get(manifest);
  if (file?.type !== "file") return null;
  return /--initial-advertise-peer-urls=(\S+)/.exec(reveal(file.content))?.[1] ?? null;
}
