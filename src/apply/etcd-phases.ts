import type { Phase } from "../engine/phase.ts";
import { membershipStep, promotionSteps } from "../phases/etcd-join.ts";
import { etcdManifestStep, joiningMember } from "../phases/etcd-manifest.ts";
import { etcdDataStep } from "../phases/static-pods.ts";
import type { ControlPlaneParts } from "./control-plane-parts.ts";

/** Phase etcd/local: the member of a founding, or one that is there; what it once started with is left out of the comparison. */
export function etcdPhase({ intent, machine, initial }: ControlPlaneParts): Phase {
  const manifest = etcdManifestStep(intent.cluster, machine, initial, "overwrite");
  return { id: "etcd/local", title: "etcd", steps: [etcdDataStep(intent.cluster), manifest] };
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
export function etcdPromotePhase({ member }: ControlPlaneParts): Phase {
  return { id: "etcd-join/promote", title: "etcd runs on this host", steps: promotionSteps(member) };
}
