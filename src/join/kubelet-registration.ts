import { explainKubelet } from "../diagnosis/explain-control-plane.ts";
import type { Change } from "../engine/change.ts";
import type { Step } from "../engine/step.ts";
import { nodeComes } from "../kube/waits.ts";
import { apiAnswersStep, type ControlPlaneWait } from "../phases/wait-control-plane.ts";
import { systemctl } from "../steps/service.ts";
import { step } from "../steps/step.ts";

/**
 * The kubelet of a joining control plane registers with the API server beside it, which starts long after it. A kubelet
 * that finds none tries again after pauses that double up to seven seconds (registerWithAPIServer); started again once the
 * API server answers, it registers within a second. Its Pods go on meanwhile.
 */
export function kubeletRegistrationSteps(wait: ControlPlaneWait): readonly Step[] {
  const { node: name, criSocket, open, timeouts } = wait;
  const registers = step("kubelet-registration", "The kubelet registers its Node", async ({ objects }) => {
    if ((await objects.read({ apiVersion: "v1", kind: "Node", name })) !== null) return [];
    const changes: readonly Change[] = [
      systemctl("Restart kubelet.service", ["restart", "--", "kubelet.service"], []),
      {
        kind: "wait",
        title: `node ${name} has registered`,
        ...nodeComes(open, name),
        timeoutMs: timeouts.tlsBootstrap,
        code: "NODE_NOT_REGISTERED",
        next: "See why the kubelet cannot register: journalctl -u kubelet -e",
        explain: explainKubelet({ criSocket, node: name }),
      },
    ];
    return changes;
  });
  return [apiAnswersStep(wait), registers];
}
