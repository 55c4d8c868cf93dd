import type { Phase } from "../engine/phase.ts";
import { etcdFirstStartStep } from "../phases/etcd-first-start.ts";
import { membershipStep } from "../phases/etcd-join.ts";
import { etcdManifestStep, joiningMember } from "../phases/etcd-manifest.ts";
import { promotionSteps } from "../phases/etcd-promotion.ts";
import { etcdDataStep } from "../phases/static-pods.ts";
import type { ControlPlaneParts } from "./control-plane-parts.ts";

/** Phase etcd/local: the member of a founding, or one that is there; what it once started with is left out of the comparison. */
export function etcdPhase(parts: ControlPlaneParts): Phase {
  const { intent, machine, initial } = parts;
  const manifest = etcdManifestStep(intent.cluster, machine, initial, "overwrite");
  return { id: "etcd/local", title: "etcd", steps: [etcdDataStep(intent.cluster), manifest] };
}

/** Phase etcd/data, at a founding: where the member keeps its data. An earlier founding may have been cut off in the first moments of this member. */
export function etcdDataPhase({ intent, member, node }: ControlPlaneParts): Phase {
  const first = etcdFirstStartStep({ dataDir: member.dataDir, node: node.name, criSocket: node.criSocket });
  return { id: "etcd/data", title: "etcd's data directory", steps: [first, etcdDataStep(intent.cluster)] };
}

/** Phase etcd-join/add: a member beside those that are there, as a learner. */
export function etcdAddPhase({ intent: { cluster }, machine, member }: ControlPlaneParts): Phase {
  const manifest = etcdManifestStep(cluster, machine, joiningMember(member), "overwrite");
  return {
    id: "etcd-join/add",
    title: "This host is added to etcd",
    steps: [etcdDataStep(cluster), membershipStep(member), manifest],
  };
}

/** Phase etcd-join/promote: the learner has caught up, and votes. */
export function etcdPromotePhase({ member, node }: ControlPlaneParts): Phase {
  return { id: "etcd-join/promote", title: "etcd runs on this host", steps: promotionSteps(member, node.criSocket) };
}
