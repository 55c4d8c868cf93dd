import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { HostView } from "../host/host.ts";
import { done, look, notYet } from "../kube/waits.ts";
import type { EtcdClient } from "./client.ts";
import { memberAt } from "./member.ts";

/** An etcd client for a machine; rejects while there can be none. */
export type EtcdSource = (view: HostView) => Promise<EtcdClient>;

/** The member at this peer URL has published its name: it runs and has caught up with the member list. */
export function etcdMemberStarted(open: EtcdSource, peerUrl: string): Fact<WaitAnswer> {
  return look(`etcd member ${peerUrl} started`, async (view) => {
    const member = memberAt((await (await open(view)).members()).members, peerUrl);
    if (member === undefined) return notYet(`etcd has no member at ${peerUrl}`);
    if (member.name === "") return notYet("the new etcd member has not started yet");
    return done(`etcd member ${member.name} has started`);
  });
}

/** The asked member has a leader and takes writes. */
export function etcdHealthy(open: EtcdSource, name = "etcd"): Fact<WaitAnswer> {
  return look(`${name} healthy`, async (view) =>
    (await (await open(view)).healthy()) ? done(`${name} is healthy`) : notYet(`${name} is not healthy yet`),
  );
}
