import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { askAgain, etcdPauses, type Patience } from "../etcd/ask-again.ts";
import type { EtcdMember } from "../etcd/member.ts";
import { etcdOn } from "../phases/local-etcd.ts";
import type { MembersSeen } from "./cluster-etcd.ts";
import { hasMajority } from "./etcd-majority.ts";

/** Milliseconds for which etcd is asked again: it refuses until it has been connected with its members for five seconds (HealthInterval in etcd's server.go). */
const healthyWithinMs = 20_000;
const askEveryMs = 250;

/** How long etcd is asked again for what it refuses until it has settled. */
export function etcdPatience(signal: AbortSignal): Patience {
  return { withinMs: healthyWithinMs, everyMs: askEveryMs, signal, passing: etcdPauses };
}

/** What to do about a member that could not be taken out. */
export const removeByHand =
  "this machine's member, if it is one, stays in etcd's list. Remove it on another control plane: etcdctl member list; etcdctl member remove ID";

/** The members; null, and a note, where nobody can be asked. Asked again only where a majority is there: without one nothing comes of waiting. */
export async function membersInTime(
  context: StepContext,
  found: MembersSeen,
  certificatesDir: string,
): Promise<readonly EtcdMember[] | null> {
  if (found.state === "seen") return found.members;
  if (found.state === "no-certificates") {
    context.note(
      "warning",
      "The certificates to talk to etcd are gone; this machine's member, if it is one, stays in etcd's list.",
    );
    return null;
  }
  const { known, addresses } = found;
  if (known.length > 0 && (await hasMajority(context, known, certificatesDir))) {
    const members = await membersAfterAll(context, certificatesDir, addresses);
    if (members !== null) return members;
  }
  context.note(
    "warning",
    `etcd does not answer, neither on this machine nor elsewhere (${found.code}); ${removeByHand}`,
  );
  return null;
}

async function membersAfterAll(
  context: StepContext,
  certificatesDir: string,
  addresses: readonly string[],
): Promise<readonly EtcdMember[] | null> {
  const etcd = await etcdOn(context.host, certificatesDir, addresses);
  try {
    return etcd === null ? null : (await askAgain(() => etcd.members(), etcdPatience(context.signal))).members;
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    return null;
  } finally {
    etcd?.close();
  }
}
