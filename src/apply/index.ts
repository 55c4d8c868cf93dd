import type { ClusterIntent } from "../config/cluster-intent.ts";
import type { InitIntent } from "../config/v1beta4.ts";
import type { Phase, PhaseList } from "../engine/phase.ts";
import { coreDnsPhase, kubeProxyPhase } from "../phases/addons.ts";
import { bootstrapTokenPhase, type JoinOffer } from "../phases/bootstrap-token.ts";
import { certificateGroups } from "../phases/certificates.ts";
import { checkEtcdPhase, membershipStep, promotionSteps } from "../phases/etcd-join.ts";
import { etcdManifestStep, joiningMember } from "../phases/etcd-manifest.ts";
import { kubeconfigGroup } from "../phases/kubeconfigs.ts";
import { kubeletFinalizePhase } from "../phases/kubelet-client.ts";
import { kubeletCredentialsPhase } from "../phases/kubelet-credentials.ts";
import { kubeletStartPhase } from "../phases/kubelet-start.ts";
import { controlPlanePhases, etcdDataStep } from "../phases/static-pods.ts";
import { uploadKubeadmConfigPhase, uploadKubeletConfigPhase } from "../phases/upload-config.ts";
import { apiAnswersStep, apiPhase, type ControlPlaneWait, componentsPhase } from "../phases/wait-control-plane.ts";
import { preflightPhase } from "../preflight/preflight-phase.ts";
import { filesStep } from "../steps/files.ts";
import { modesPhase } from "./modes-phase.ts";
import { onNewHosts } from "./new-hosts.ts";
import { nodePhase } from "./node-phase.ts";
import type { ControlPlaneParts, WorkerParts } from "./parts.ts";
import { type ClusterRecord, recordTree } from "./record.ts";

/** On every control plane of a new cluster before anything else: which cluster it is, and what all of them share. */
export function foundingGround(parts: ControlPlaneParts): PhaseList {
  return [recordPhase("record", parts.record), authoritiesPhase(parts)];
}

/** A control plane of a cluster whose control planes all start at once. */
export function foundingControlPlane(parts: ControlPlaneParts): PhaseList {
  return [
    onNewHosts(preflightPhase(parts.preflight)),
    ...machineList(parts),
    { id: "etcd/local", title: "etcd", steps: [etcdDataStep(parts.intent.cluster), foundingMember(parts)] },
    ...startedList(parts),
    recordPhase("founded", { ...parts.record, state: "founded" }),
  ];
}

/** A control plane that has etcd's data: what it should be, repaired where it is not. */
export function settledControlPlane(parts: ControlPlaneParts): PhaseList {
  return [
    modesPhase(parts.issuing),
    ...machineList(parts),
    { id: "etcd/local", title: "etcd", steps: [etcdDataStep(parts.intent.cluster), foundingMember(parts)] },
    ...startedList(parts),
    recordPhase("founded", { ...parts.record, state: "founded" }),
  ];
}

/** A control plane that is added to a cluster: its etcd member learns first, one after the other, and votes then. */
export function joiningControlPlane(parts: ControlPlaneParts): PhaseList {
  const { cluster } = parts.intent;
  return [
    onNewHosts(preflightPhase(parts.preflight)),
    recordPhase("record", { ...parts.record, state: "unfinished" }),
    authoritiesPhase(parts),
    ...machineList(parts),
    checkEtcdPhase(parts.member),
    {
      id: "etcd-join/add",
      title: "This host is added to etcd",
      steps: [
        etcdDataStep(cluster),
        membershipStep(parts.member),
        etcdManifestStep(cluster, parts.machine, joiningMember(parts.member), "overwrite"),
      ],
    },
    { together: controlPlanePhases(cluster, parts.machine, "overwrite") },
    kubeletStartPhase(parts.kubelet),
    { id: "etcd-join/promote", title: "etcd runs on this host", steps: promotionSteps(parts.member) },
    answeringPhase(parts.wait),
    { together: [componentsPhase(parts.wait), nodePhase(parts.node)] },
    recordPhase("founded", { ...parts.record, state: "founded" }),
  ];
}

/** A worker, new or not. It waits for the cluster at its end only. */
export function worker(parts: WorkerParts): PhaseList {
  return [
    onNewHosts(preflightPhase(parts.preflight)),
    kubeletCredentialsPhase(parts.credentials),
    kubeletStartPhase(parts.kubelet),
    nodePhase(parts.node),
  ];
}

/** What belongs to no single node. The cluster's configuration is stored last, when all control planes are healthy. */
export function clusterList(parts: ClusterParts): PhaseList {
  const { intent, first } = parts;
  return [
    apiPhase(parts.wait),
    {
      together: [
        uploadKubeletConfigPhase(first, intent.userSupplied.kubelet),
        bootstrapTokenPhase(parts.offer),
        coreDnsPhase(first),
        kubeProxyPhase(first, { userSupplied: intent.userSupplied.kubeProxy, environment: {} }),
      ],
    },
    parts.allHealthy,
    uploadKubeadmConfigPhase(first),
  ];
}

/** What the objects of the cluster are made with. */
export interface ClusterParts {
  readonly intent: ClusterIntent;
  /** The first control plane, as `init` would see it. */
  readonly first: InitIntent;
  readonly wait: ControlPlaneWait;
  /** Without tokens: nobody joins with one here. */
  readonly offer: JoinOffer;
  readonly allHealthy: Phase;
}

/** Certificates and kubeconfigs of one control plane. */
function machineList({ issuing, isFirst }: ControlPlaneParts): PhaseList {
  const kinds = ["admin", "kubelet", "controller-manager", "scheduler"] as const;
  return [
    ...certificateGroups(issuing),
    kubeconfigGroup(issuing, isFirst ? [...kinds, "super-admin"] : kinds),
    kubeletFinalizePhase(),
  ];
}

/** From the manifests to a control plane that answers. */
function startedList(parts: ControlPlaneParts): PhaseList {
  return [
    { together: controlPlanePhases(parts.intent.cluster, parts.machine, "overwrite") },
    kubeletStartPhase(parts.kubelet),
    answeringPhase(parts.wait),
    { together: [componentsPhase(parts.wait), nodePhase(parts.node)] },
  ];
}

function foundingMember({ intent, machine, initial }: ControlPlaneParts) {
  return etcdManifestStep(intent.cluster, machine, initial, "overwrite");
}

function answeringPhase(wait: ControlPlaneWait): Phase {
  return { id: "wait-control-plane/api", title: "The API server answers", steps: [apiAnswersStep(wait)] };
}

function recordPhase(id: string, record: ClusterRecord): Phase {
  const title = record.state === "founded" ? "This host is part of the cluster" : "Which cluster this host belongs to";
  return { id, title, steps: [filesStep({ id, title, tree: recordTree(record), foreign: "overwrite" })] };
}

function authoritiesPhase({ authorities }: ControlPlaneParts): Phase {
  const title = "What all control planes share";
  return {
    id: "authorities",
    title,
    steps: [filesStep({ id: "authorities", title, tree: () => authorities.files(), foreign: "refuse" })],
  };
}
