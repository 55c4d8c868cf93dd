import { manifestsDir } from "../constants/paths.ts";
import type { CallChange } from "../engine/change.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { askAgain, doneWhen } from "../etcd/ask-again.ts";
import type { EtcdClient } from "../etcd/client.ts";
import { etcdServersOfMembers } from "../etcd/endpoints.ts";
import type { EtcdMember } from "../etcd/member.ts";
import type { HostView } from "../host/host.ts";
import { etcdOn, ownEtcd } from "../phases/local-etcd.ts";
import { reveal } from "../secret.ts";
import { step } from "../steps/step.ts";
import { clusterMembers, membersAt } from "./cluster-etcd.ts";
import { etcdPatience, membersInTime, removeByHand } from "./members-in-time.ts";

const manifest = `${manifestsDir}/etcd.yaml`;

interface Leaving {
  readonly certificatesDir: string;
  /** etcd's refusal is told then, and does not end the run. */
  readonly force: boolean;
}

/** What the first look of a run leaves for the second. */
interface Left {
  /** Whom to ask then: a member that was removed stops answering. */
  others: readonly string[];
  /** etcd did not let the member go. */
  isRefused: boolean;
}

/** Takes this machine's member out of etcd. The last member stays: with it goes the cluster. */
export function etcdMemberStep(options: Leaving): Step {
  const left: Left = { others: [], isRefused: false };
  return step("etcd-member", "This machine leaves etcd", async (context) => {
    const peerUrl = await ownPeerUrl(context);
    if (peerUrl === null || left.isRefused) return [];
    const found =
      left.others.length === 0
        ? await clusterMembers(context, options.certificatesDir)
        : await membersAt(context.host, options.certificatesDir, [...left.others, ...ownEtcd]);
    const members = await membersInTime(context, found, options.certificatesDir);
    return members === null ? [] : removal(context, members, peerUrl, options, left);
  });
}

function removal(
  context: StepContext,
  members: readonly EtcdMember[],
  peerUrl: string,
  options: Leaving,
  left: Left,
): readonly CallChange[] {
  const own = members.find((member) => member.peerUrls.includes(peerUrl));
  if (own === undefined || members.length === 1) return [];
  left.others = etcdServersOfMembers(members.filter((member) => member !== own)).map(({ host }) => host);
  const title = `etcd: remove member ${own.name || own.id} (${peerUrl})`;
  const perform = async (host: HostView, signal: AbortSignal) => {
    const refusal = await refusalToRemove(host, own.id, [...left.others, ...ownEtcd], options, signal);
    if (refusal === null) return;
    left.isRefused = true;
    const why = refusal.why ?? refusal.code;
    context.note("warning", `${refusal.what} (${why}). Going on because of --force; ${removeByHand}`);
  };
  return [{ kind: "call", title, makes: [], perform }];
}

/** Why etcd does not let the member go; null when it has gone. Rejects with that instead where nothing is forced. */
async function refusalToRemove(
  host: HostView,
  id: string,
  addresses: readonly string[],
  { certificatesDir, force }: Leaving,
  signal: AbortSignal,
): Promise<KubewrightError | null> {
  const client = await etcdOn(host, certificatesDir, addresses);
  try {
    if (client !== null) await askAgain(() => removed(client, id), etcdPatience(signal));
    return null;
  } catch (error) {
    if (force && !signal.aborted && error instanceof KubewrightError) return error;
    throw error;
  } finally {
    client?.close();
  }
}

/** A removal that etcd did not answer in time may have been carried out. */
function removed(client: EtcdClient, id: string): Promise<void> {
  return doneWhen("ETCD_NO_SUCH_MEMBER", client.remove(id));
}

/** The (first) peer URL in this machine's etcd manifest, which may stand in quotes; null where no etcd member was set up. */
export async function ownPeerUrl(context: StepContext): Promise<string | null> {
  const file = (await context.host.read([manifest])).get(manifest);
  if (file?.type !== "file") return null;
  return /--initial-advertise-peer-urls=([^\s"',]+)/.exec(reveal(file.content))?.[1] ?? null;
}
