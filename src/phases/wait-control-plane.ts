import type { Timeouts } from "../config/v1beta4.ts";
import { namespaces } from "../constants/names.ts";
import type { Subject } from "../diagnosis/evidence.ts";
import { explainControlPlane } from "../diagnosis/explain-control-plane.ts";
import { permanentFailure } from "../diagnosis/permanent-failure.ts";
import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { Phase } from "../engine/phase.ts";
import type { Step } from "../engine/step.ts";
import type { ClientSource } from "../kube/client-source.ts";
import { controlPlaneHealthy, kubeletHealthy } from "../kube/component-health.ts";
import { objectExists } from "../kube/waits.ts";
import { clusterAdminsBinding } from "../manifests/rbac.ts";
import { objectsStep } from "../steps/objects.ts";
import { waitStep } from "../steps/wait.ts";
import { failingEarly } from "./failing-early.ts";
import { forgottenPodsStep } from "./forgotten-pods.ts";
import type { HealthAddresses } from "./health-addresses.ts";

/** What the waits for a control plane need to know. */
export interface ControlPlaneWait {
  readonly open: ClientSource;
  readonly timeouts: Timeouts;
  readonly criSocket: string;
  readonly node: string;
  readonly health: HealthAddresses;
  /** imagePullPolicy: Never, so that nobody has pulled the images. */
  readonly imagesGiven: boolean;
  /** Milliseconds between two looks; 50 when left out. */
  readonly everyMs?: number;
  /** Milliseconds between two looks for a reason why the API server can never come; 5,000 when left out. */
  readonly doubtsEveryMs?: number;
  /** What may end the wait for the API server besides: the failure of a peer without which it never comes. */
  readonly watched?: (wait: Fact<WaitAnswer>) => Fact<WaitAnswer>;
}

/** Phase wait-control-plane/api: the API server answers, its first namespaces are there, administrators may administrate. */
export function apiPhase(wait: ControlPlaneWait): Phase {
  return {
    id: "wait-control-plane/api",
    title: "The API server answers",
    steps: [correctedPodsStep(wait), apiAnswersStep(wait), ...firstObjectsSteps(wait)],
  };
}

/** The API server has made its first namespaces; administrators may administrate. */
export function firstObjectsSteps(wait: ControlPlaneWait): readonly Step[] {
  return [
    publicNamespaceStep(wait),
    objectsStep({ id: "cluster-admins", title: "The administrators' rights", objects: [clusterAdminsBinding()] }),
  ];
}

/** Pods of manifests that were corrected before the API server ever answered are started anew. */
export function correctedPodsStep(wait: ControlPlaneWait): Step {
  return forgottenPodsStep(wait, objectExists(wait.open, systemNamespace));
}

/** Phase wait-control-plane/components: kubelet, API server, controller manager and scheduler report themselves healthy. It ends at once when it is clear that one of them never will. */
export function componentsPhase(wait: ControlPlaneWait): Phase {
  const look = subjectOf(wait);
  return {
    id: "wait-control-plane/components",
    title: "The control plane is healthy",
    steps: [
      waitStep({
        id: "kubelet-healthy",
        title: "the kubelet is healthy",
        until: kubeletHealthy(wait.health.kubelet),
        timeoutMs: wait.timeouts.kubeletHealthCheck,
        code: "KUBELET_NOT_HEALTHY",
        next: "See what the kubelet says: journalctl -u kubelet -e",
        explain: explainControlPlane(look),
      }),
      waitStep({
        id: "components-healthy",
        title: "API server, controller manager and scheduler are healthy",
        until: failingEarly(
          controlPlaneHealthy(wait.open, wait.health),
          (view) => permanentFailure(view, look),
          wait.doubtsEveryMs,
        ),
        timeoutMs: wait.timeouts.controlPlaneComponentHealthCheck,
        everyMs: wait.everyMs ?? 50,
        code: "CONTROL_PLANE_NOT_HEALTHY",
        next: "See the containers and their logs: ls /var/log/pods; journalctl -u kubelet -e",
        explain: explainControlPlane(look),
      }),
    ],
  };
}

function subjectOf({ criSocket, node, imagesGiven }: ControlPlaneWait): Subject {
  return { criSocket, node, imagesGiven };
}

/** The API server makes it as soon as it can store anything. */
const systemNamespace = { apiVersion: "v1", kind: "Namespace", name: namespaces.system };

/** Waits for the API server; gives up at once when it is clear that it can never come. */
export function apiAnswersStep(wait: ControlPlaneWait): Step {
  const look = subjectOf(wait);
  const { watched = (answer) => answer } = wait;
  const answers = objectExists(wait.open, systemNamespace);
  return waitStep({
    id: "api-answers",
    title: "the API server answers",
    until: watched(failingEarly(answers, (view) => permanentFailure(view, look), wait.doubtsEveryMs)),
    timeoutMs: Math.max(wait.timeouts.kubernetesAPICall, wait.timeouts.controlPlaneComponentHealthCheck),
    everyMs: wait.everyMs ?? 50,
    code: "API_SERVER_NOT_UP",
    next: "See what the kubelet and the containers say: journalctl -u kubelet -e; ls /var/log/pods",
    explain: explainControlPlane(look),
  });
}

function publicNamespaceStep(wait: ControlPlaneWait): Step {
  const ref = { apiVersion: "v1", kind: "Namespace", name: namespaces.public };
  return waitStep({
    id: "namespaces",
    title: "the first namespaces are there",
    until: objectExists(wait.open, ref),
    timeoutMs: wait.timeouts.kubernetesAPICall,
    everyMs: 50,
    code: "NAMESPACE_MISSING",
    next: `See what the API server says: kubectl get namespace ${namespaces.public}`,
  });
}
