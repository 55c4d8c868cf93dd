import type { ClusterIntent } from "../config/cluster-intent.ts";
import type { InitIntent } from "../config/v1beta4.ts";
import type { Phase, PhaseList } from "../engine/phase.ts";
import type { KubeconfigKind } from "../manifests/kubeconfig-catalog.ts";
import { coreDnsPhase, kubeProxyPhase } from "../phases/addons.ts";
import { bootstrapTokenPhase, type JoinOffer } from "../phases/bootstrap-token.ts";
import { certificatePhase } from "../phases/certificates.ts";
import { checkEtcdPhase, membershipStep, promotionSteps } from "../phases/etcd-join.ts";
import { etcdManifestStep, joiningMember } from "../phases/etcd-manifest.ts";
import type { Issuing } from "../phases/issuing.ts";
import { kubeconfigGroup, kubeconfigPhases } from "../phases/kubeconfigs.ts";
import { kubeletCredentialsPhase } from "../phases/kubelet-credentials.ts";
import { kubeletStartPhase } from "../phases/kubelet-start.ts";
import { controlPlanePhases, etcdDataStep } from "../phases/static-pods.ts";
import { uploadKubeadmConfigPhase, uploadKubeletConfigPhase } from "../phases/upload-config.ts";
import { apiAnswersStep, apiPhase, type ControlPlaneWait, componentsPhase } from "../phases/wait-control-plane.ts";
import type { CertificateId } from "../pki/certificate-spec.ts";
import { preflightPhase } from "../preflight/preflight-phase.ts";
import { filesStep } from "../steps/files.ts";
import { modesPhase } from "./modes-phase.ts";
import { onNewHosts } from "./new-hosts.ts";
import { nodePhase } from "./node-phase.ts";
import type { ControlPlaneParts, WorkerParts } from "./parts.ts";
import { type ClusterRecord, recordTree } from "./record.ts";
import { sharedPhase } from "./shared-phase.ts";

/** On every control plane of a new cluster before anything else: which cluster it is, and what all of them share. */
export function foundingGround(parts: ControlPlaneParts): PhaseList {
  return [recordPhase("record", parts.record), authoritiesPhase(parts)];
}

/**
 * A control plane of a cluster whose control planes all start at once. The kubelet starts as soon as etcd's Pod can; the
 * others follow as their keys are made.
 */
export function foundingControlPlane(parts: ControlPlaneParts): PhaseList {
  const { issuing } = parts;
  const [apiServer, ...controllers] = controlPlanePhases(parts.intent.cluster, parts.machine, "overwrite");
  return [
    onNewHosts(preflightPhase(parts.preflight)),
    { together: [kubeletCredentialsPhase(parts.credentials), ...leaves(issuing, ["etcd-server", "etcd-peer"])] },
    etcdPhase(parts),
    kubeletStartPhase(parts.kubelet),
    { together: leaves(issuing, apiServerNeeds) },
    ...(apiServer === undefined ? [] : [apiServer]),
    kubeconfigGroup(issuing, ["controller-manager", "scheduler"]),
    { together: controllers },
    { together: [...kubeconfigs(parts, ["admin"]), ...leaves(issuing, ["etcd-healthcheck-client"])] },
    ...answeringList(parts),
  ];
}

/** A control plane that has etcd's data: what it should be, repaired where it is not. */
export function settledControlPlane(parts: ControlPlaneParts): PhaseList {
  const { cluster } = parts.intent;
  return [
    sharedPhase(parts.authorities, cluster),
    modesPhase(parts.issuing),
    ...certificateList(parts),
    { together: [etcdPhase(parts), ...controlPlanePhases(cluster, parts.machine, "overwrite")] },
    kubeletStartPhase(parts.kubelet),
    ...answeringList(parts),
  ];
}

/** A control plane that is added to a cluster: its etcd member learns first, one after the other, and votes then. */
export function joiningControlPlane(parts: ControlPlaneParts): PhaseList {
  const { cluster } = parts.intent;
  return [
    onNewHosts(preflightPhase(parts.preflight)),
    recordPhase("record", { ...parts.record, state: "unfinished" }),
    authoritiesPhase(parts),
    ...certificateList(parts),
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
    ...answeringList(parts),
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

/** What kube-apiserver cannot start without. */
const apiServerNeeds = [
  "apiserver",
  "apiserver-etcd-client",
  "apiserver-kubelet-client",
  "front-proxy-client",
] as const;

/** The certificates of one control plane that the authorities sign, and its kubeconfigs. */
function certificateList(parts: ControlPlaneParts): PhaseList {
  const ids = [...apiServerNeeds, "etcd-server", "etcd-peer", "etcd-healthcheck-client"] as const;
  const users = kubeconfigs(parts, ["admin", "controller-manager", "scheduler"]);
  return [{ together: [kubeletCredentialsPhase(parts.credentials), ...leaves(parts.issuing, ids), ...users] }];
}

function leaves(issuing: Issuing, ids: readonly CertificateId[]): readonly Phase[] {
  return issuing.certificates.filter(({ id }) => ids.includes(id)).map((spec) => certificatePhase(issuing, spec));
}

function kubeconfigs({ issuing, isFirst }: ControlPlaneParts, kinds: readonly KubeconfigKind[]): readonly Phase[] {
  return kubeconfigPhases(issuing, isFirst && kinds.includes("admin") ? [...kinds, "super-admin"] : kinds);
}

/** From manifests that lie there to a control plane that is a part of the cluster. */
function answeringList({ wait, node, record, milestones }: ControlPlaneParts): PhaseList {
  return [
    answeringPhase(wait),
    { together: [componentsPhase(wait), nodePhase(node)] },
    recordPhase("founded", { ...record, state: "founded" }),
    milestones.phase(),
  ];
}

function etcdPhase({ intent, machine, initial }: ControlPlaneParts): Phase {
  const manifest = etcdManifestStep(intent.cluster, machine, initial, "overwrite");
  return { id: "etcd/local", title: "etcd", steps: [etcdDataStep(intent.cluster), manifest] };
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
