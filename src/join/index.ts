import { posix } from "node:path";
import type { JoinConfiguration } from "../config/v1beta4.ts";
import type { Phase, PhaseList } from "../engine/phase.ts";
import type { Step } from "../engine/step.ts";
import { controlPlaneImagesStep } from "../images/control-plane-images.ts";
import { certificateGroups } from "../phases/certificates.ts";
import { checkEtcdPhase, membershipStep } from "../phases/etcd-join.ts";
import { etcdManifestStep, joiningMember } from "../phases/etcd-manifest.ts";
import { promotionSteps } from "../phases/etcd-promotion.ts";
import { firstPodPhase } from "../phases/first-pod.ts";
import { kubeletHealthAddress } from "../phases/health-addresses.ts";
import { kubeconfigGroup } from "../phases/kubeconfigs.ts";
import { kubeletFinalizePhase } from "../phases/kubelet-client.ts";
import { kubeletStartPhase } from "../phases/kubelet-start.ts";
import { markControlPlanePhase } from "../phases/mark-control-plane.ts";
import { renamed } from "../phases/renamed.ts";
import { controlPlanePhases, etcdDataStep } from "../phases/static-pods.ts";
import { componentsPhase } from "../phases/wait-control-plane.ts";
import { mayJoinAs } from "../preflight/checks/node-role.ts";
import { joinChecks, joinControlPlaneChecks } from "../preflight/join-checks.ts";
import { preflightPhase } from "../preflight/preflight-phase.ts";
import { step } from "../steps/step.ts";
import { bootstrapFilesStep, nodeNameStep } from "./bootstrap-kubeconfig.ts";
import { downloadCertsPhase } from "./download-certs.ts";
import type { ControlPlaneParts, WorkerParts } from "./join-parts.ts";
import { type JoinedCluster, joinCluster } from "./joined-cluster.ts";
import { kubeletRegistrationSteps } from "./kubelet-registration.ts";
import { kubeletWaitBootstrapPhase } from "./kubelet-wait-bootstrap.ts";

/** What every join looks at on its own machine. `whenFailed` is called when something is in the way. */
export function preparationPhases(
  join: JoinConfiguration,
  environment: Readonly<Record<string, string | undefined>>,
  whenFailed: () => void,
): readonly Phase[] {
  const ignore = join.nodeRegistration.ignorePreflightErrors;
  const role = join.controlPlane === undefined ? "worker" : "control plane";
  const pki = posix.dirname(join.caCertPath);
  return [preflightPhase({ checks: [...joinChecks(join), mayJoinAs(role, pki)], ignore, environment, whenFailed })];
}

/** What `join` does on a worker, once it knows the cluster. */
export function workerList(parts: WorkerParts): PhaseList {
  const { client, kubelet } = parts.joined;
  return [
    startPhase(parts, [nodeNameStep(parts.join, parts.joined)]),
    kubeletWaitBootstrapPhase(parts.join, { client, health: kubeletHealthAddress(kubelet) }),
  ];
}

/** What `join` does on a control plane. etcd's member is added before the kubelet starts, so that its Pod starts with it; the kubelet's certificate is signed here, for the authority is here. */
export function controlPlaneList(parts: ControlPlaneParts): PhaseList {
  const { cluster } = parts.joined;
  return [
    nodeNamePhase(parts),
    secondaryPreflightPhase(parts),
    downloadCertsPhase(parts.join, parts.joined),
    ...renamed("control-plane-prepare/", certificateGroups(parts.issuing)),
    ...renamed("control-plane-prepare/", [
      kubeconfigGroup(parts.issuing, ["admin", "kubelet", "controller-manager", "scheduler"]),
    ]),
    { ...kubeletFinalizePhase(parts.join.nodeRegistration), id: "kubelet-start/client-certificate" },
    checkEtcdPhase(parts.member),
    {
      id: "etcd-join/add",
      title: "This host is added to etcd",
      steps: [
        etcdDataStep(cluster),
        membershipStep(parts.member),
        etcdManifestStep(cluster, parts.node, joiningMember(parts.member)),
      ],
    },
    startPhase(parts),
    firstPodPhase(parts.join.nodeRegistration),
    ...renamed("control-plane-prepare/", [{ together: controlPlanePhases(cluster, parts.node) }]),
    {
      id: "etcd-join/promote",
      title: "etcd runs on this host",
      steps: promotionSteps(parts.member, parts.join.nodeRegistration.criSocket),
    },
    kubeletWaitBootstrapPhase(parts.join, {
      before: kubeletRegistrationSteps(parts.wait),
      health: parts.wait.health.kubelet,
    }),
    { ...markControlPlanePhase(parts.mark), id: "control-plane-join/mark-control-plane" },
    { ...componentsPhase(parts.wait), id: "wait-control-plane" },
  ];
}

function startPhase({ join, joined, kubelet }: WorkerParts, before: readonly Step[] = []): Phase {
  return kubeletStartPhase({ ...kubelet, files: bootstrapFilesStep(join, joined) }, before);
}

/** A part of kubeadm's kubelet-start that comes first here: a control plane has its kubelet.conf, and its place in etcd, long before the kubelet starts. */
function nodeNamePhase({ join, joined }: ControlPlaneParts): Phase {
  const asked = nodeNameStep(join, joined);
  return { id: "kubelet-start/node-name", title: asked.title, steps: [asked] };
}

function secondaryPreflightPhase({ intent, join }: ControlPlaneParts): Phase {
  const phase = preflightPhase({
    checks: joinControlPlaneChecks(intent, (join.controlPlane?.certificateKey ?? "") !== ""),
    ignore: join.nodeRegistration.ignorePreflightErrors,
    followedBy: [controlPlaneImagesStep(intent)],
  });
  return { ...phase, id: "preflight/control-plane", title: "Check that nothing is in the way of a control plane" };
}

/** The cluster is found and its configuration read; nothing is changed. After the signal `lastLook` nothing is waited for that is not there yet. */
export function discoveryPhase(
  join: JoinConfiguration,
  keep: (joined: JoinedCluster) => void,
  lastLook: AbortSignal,
): Phase {
  const look = step("discovery", "The cluster is found", async ({ host, signal }) => {
    keep(await joinCluster(host, join, { signal, lastLook }));
    return [];
  });
  return { id: "preflight/discovery", title: "The cluster is found and known", steps: [look] };
}
