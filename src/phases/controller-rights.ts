import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { ObjectRef } from "../engine/object-store.ts";
import type { Phase } from "../engine/phase.ts";
import type { ClientSource } from "../kube/client-source.ts";
import { done, objectExists } from "../kube/waits.ts";
import { staticPodPath } from "../manifests/static-pods.ts";
import { waitStep } from "../steps/wait.ts";
import type { ControlPlaneWait } from "./wait-control-plane.ts";

/** Milliseconds after which they are started all the same: it is a matter of speed, not of right. */
const patienceMs = 10_000;

/** Milliseconds between two looks where nothing else is said. */
const nearbyMs = 20;

const manifest = staticPodPath("kube-controller-manager");

/**
 * The binding that gives the controller manager its rights. A new API server makes its own roles first, then its bindings, one
 * after the other (poststarthook/rbac/bootstrap-roles); the few that come after this one take less time than a controller
 * manager's start.
 */
const binding: ObjectRef = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRoleBinding",
  name: "system:kube-controller-manager",
};

/**
 * Phase wait-control-plane/rights: the controller manager and the scheduler are started when the API server has made their
 * rights. One that asks for its lease before is refused and asks again 2 to 4.4 seconds later (client-go's leader election:
 * every 2 s, and up to 1.2 times as much again by chance); so long no kubelet that joins gets its certificate.
 * Where the controller manager is there already, nothing is waited for.
 */
export function rightsPhase({
  open,
  timeouts,
  everyMs = nearbyMs,
}: Pick<ControlPlaneWait, "open" | "timeouts" | "everyMs">): Phase {
  const wait = waitStep({
    id: "controller-rights",
    title: "the controller manager has its rights",
    until: hasRights(open),
    timeoutMs: timeouts.controlPlaneComponentHealthCheck,
    everyMs,
    code: "CONTROLLER_RIGHTS_MISSING",
    next: `See what the API server says: kubectl get clusterrolebinding ${binding.name}`,
  });
  return { id: "wait-control-plane/rights", title: "The controller manager has its rights", steps: [wait] };
}

function hasRights(open: ClientSource): Fact<WaitAnswer> {
  const given = objectExists(open, binding);
  let asked: number | undefined;
  return {
    name: "the controller manager has its rights",
    read: async (view) => {
      asked ??= performance.now();
      if ((await view.read([manifest])).has(manifest)) return done("the controller manager is started already");
      const answer = await given.read(view);
      return { ...answer, done: answer.done || performance.now() - asked > patienceMs };
    },
  };
}
