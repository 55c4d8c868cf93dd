import type { JoinConfiguration } from "../config/v1beta4.ts";
import { kubeletConf } from "../constants/paths.ts";
import { explainKubelet } from "../diagnosis/explain-control-plane.ts";
import type { WaitAnswer } from "../engine/change.ts";
import { type Fact, NotYetKnown } from "../engine/fact.ts";
import type { Phase } from "../engine/phase.ts";
import type { Step } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import type { KubeClient } from "../kube/client.ts";
import { clientSource } from "../kube/client-source.ts";
import { type HealthAddress, kubeletHealthy } from "../kube/component-health.ts";
import { clientFromKubeconfig } from "../kube/from-kubeconfig.ts";
import { nodeComes } from "../kube/waits.ts";
import { waitStep } from "../steps/wait.ts";
import { explainRequest } from "./kubelet-request.ts";
import { ownAccess } from "./own-access.ts";
import { tokenLeavesStep } from "./token-leaves.ts";

/** What the phase is told besides the configuration. */
export interface KubeletWait {
  /** Done first. */
  readonly before?: readonly Step[];
  /** Who may see the kubelet's request for a certificate; left out where the machine signed that itself. */
  readonly client?: KubeClient;
  /** Where the kubelet tells how it is. */
  readonly health: HealthAddress;
}

/** Phase kubelet-wait-bootstrap: the kubelet is healthy, has its certificate, and its Node is in the cluster. kubeadm does not wait for the last. */
export function kubeletWaitBootstrapPhase(
  join: JoinConfiguration,
  { before = [], client, health }: KubeletWait,
): Phase {
  const { name, criSocket } = join.nodeRegistration;
  const explain = explainKubelet({ criSocket, node: name });
  const next = "See what the kubelet says: journalctl -u kubelet -e";
  return {
    id: "kubelet-wait-bootstrap",
    title: "The node is in the cluster",
    steps: [
      ...before,
      waitStep({
        id: "kubelet-healthy",
        title: "the kubelet is healthy",
        until: kubeletHealthy(health),
        timeoutMs: join.timeouts.kubeletHealthCheck,
        everyMs: 50,
        code: "KUBELET_NOT_HEALTHY",
        next,
        explain,
      }),
      waitStep({
        id: "kubelet-certificate",
        title: "the kubelet has its certificate",
        until: kubeletCertified,
        timeoutMs: join.timeouts.tlsBootstrap,
        code: "KUBELET_NO_CERTIFICATE",
        next,
        explain: async (view) => (await whyUnsigned(client, name)) ?? (await explain(view)),
      }),
      // While the kubelet registers.
      tokenLeavesStep(),
      waitStep({
        id: "node-registered",
        title: `node ${name} has registered`,
        ...nodeComes(ownKubelet, name),
        timeoutMs: join.timeouts.tlsBootstrap,
        code: "NODE_NOT_REGISTERED",
        next,
        explain,
      }),
    ],
  };
}

/** What the cluster says of the request; null where it cannot be asked. */
async function whyUnsigned(client: KubeClient | undefined, node: string): ReturnType<typeof explainRequest> {
  try {
    return client === undefined ? null : await explainRequest(client, node);
  } catch (error) {
    if (error instanceof KubewrightError) return null;
    throw error;
  }
}

/** The API server as this machine's kubelet sees it: never as nobody, for a client is kept once it was made. */
const ownKubelet = clientSource(async (view) => {
  const access = await ownAccess(view, kubeletConf);
  if (access === null) throw new NotYetKnown("the kubelet has its certificate");
  return clientFromKubeconfig(view, access);
});

const kubeletCertified: Fact<WaitAnswer> = {
  name: `${kubeletConf} leads to a certificate and its key`,
  read: async (view) =>
    (await ownAccess(view, kubeletConf)) === null
      ? { done: false, found: "the kubelet has no certificate yet: it waits for the cluster to sign its request" }
      : { done: true, found: "the kubelet has its certificate" },
};
