import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import { lostPeer, type Peers } from "../engine/peers.ts";
import type { Phase } from "../engine/phase.ts";
import { controlPlaneHealthy } from "../kube/component-health.ts";
import { waitStep } from "../steps/wait.ts";
import type { ApiTarget, ClusterApi } from "./cluster-api.ts";

/** Phase control-planes: every control plane of this run is healthy. It ends when one of them has failed. */
export function allHealthyPhase(targets: readonly ApiTarget[], api: ClusterApi, peers: Peers): Phase {
  return {
    id: "control-planes",
    title: "All control planes are healthy",
    steps: [
      waitStep({
        id: "all-healthy",
        title: "all control planes are healthy",
        until: allHealthy(targets, api, peers),
        timeoutMs: Math.max(...targets.map(({ node }) => node.timeouts.controlPlaneComponentHealthCheck)),
        code: "CONTROL_PLANES_NOT_HEALTHY",
        next: "See what the control plane that is named says: journalctl -u kubelet -e; ls /var/log/pods",
      }),
    ],
  };
}

function allHealthy(targets: readonly ApiTarget[], api: ClusterApi, peers: Peers): Fact<WaitAnswer> {
  const healthy = new Set<string>();
  return {
    name: "all control planes are healthy",
    read: async () => {
      const answers = await Promise.all(
        targets.filter(({ node }) => !healthy.has(node.name)).map((one) => look(one, api, peers)),
      );
      for (const { name, done } of answers) if (done) healthy.add(name);
      const missing = answers.filter(({ done }) => !done);
      const failed = missing.find((answer) => answer.failed !== undefined)?.failed;
      return {
        done: missing.length === 0,
        found:
          missing.length === 0 ? "all are healthy" : missing.map(({ name, found }) => `${name}: ${found}`).join("; "),
        ...(failed === undefined ? {} : { failed }),
      };
    },
  };
}

async function look(
  { node, host }: ApiTarget,
  api: ClusterApi,
  peers: Peers,
): Promise<WaitAnswer & { readonly name: string }> {
  const lost = lostPeer(peers, node.name);
  if (lost) return { name: node.name, done: false, found: "has failed", failed: lost };
  return { name: node.name, ...(await controlPlaneHealthy(api.sourceFor(node.name)).read(host)) };
}
