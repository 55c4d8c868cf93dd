import type { PhaseList } from "../engine/phase.ts";
import { coreDnsPhase, kubeProxyPhase } from "../phases/addons.ts";
import { bootstrapTokenPhase } from "../phases/bootstrap-token.ts";
import { checkEtcdPhase } from "../phases/etcd-join.ts";
import { firstPodPhase } from "../phases/first-pod.ts";
import { kubeletCredentialsPhase } from "../phases/kubelet-credentials.ts";
import { kubeletStartPhase, staticPodDirectoryPhase } from "../phases/kubelet-start.ts";
import { apiClientPhases, apiServerPhase, controlPlanePhases } from "../phases/static-pods.ts";
import { uploadKubeadmConfigPhase, uploadKubeletConfigPhase } from "../phases/upload-config.ts";
import { preflightPhase } from "../preflight/preflight-phase.ts";
import { answeringList, correctedPhase } from "./answering-phases.ts";
import { authoritiesPhase, groundPhase, sharedPhase } from "./authorities-phase.ts";
import { apiServerNeeds, certificateList, kubeconfigs, leaves } from "./certificate-phases.ts";
import type { ClusterParts } from "./cluster-parts.ts";
import type { ControlPlaneParts } from "./control-plane-parts.ts";
import { etcdAddPhase, etcdDataPhase, etcdPhase, etcdPromotePhase } from "./etcd-phases.ts";
import { kubeletStaysPhase } from "./kubelet-stays.ts";
import { modesPhase } from "./modes-phase.ts";
import { onNewHosts } from "./new-hosts.ts";
import { nodePhase } from "./node-phase.ts";
import { recordPhase } from "./record-phase.ts";
import { onWorkersOnly } from "./roles.ts";
import type { WorkerParts } from "./worker-parts.ts";

/** Milliseconds between two looks at the runtime of a machine that is far away. */
const fromAfarMs = 100;

/** On every control plane of a new cluster before anything else: which cluster it is, and what all of them share. */
export function foundingGround(parts: ControlPlaneParts): PhaseList {
  return [groundPhase(parts.record, parts.authorities)];
}

/**
 * A control plane of a cluster whose control planes all start at once. What the API server waits for comes first: the kubelet
 * starts and takes up etcd's Pod while the API server's keys are made, and the API server starts while those of its clients are.
 * The API server's Pod follows when etcd's has its place, and those of its clients when it answers: they start while it makes
 * its own roles, for which they would wait anyway.
 */
export function foundingControlPlane(parts: ControlPlaneParts): PhaseList {
  const { issuing } = parts;
  const { init, cluster } = parts.intent;
  const users = kubeconfigs(parts, ["controller-manager", "scheduler", "admin"]);
  const etcdRuns = [
    { together: [etcdPhase(parts), kubeletStartPhase(parts.kubelet)] },
    firstPodPhase(init.nodeRegistration, fromAfarMs),
  ];
  const apiClients = { together: apiClientPhases(cluster, parts.machine, "overwrite") };
  return [
    onNewHosts(preflightPhase(parts.preflight)),
    {
      together: [
        staticPodDirectoryPhase(),
        etcdDataPhase(parts),
        kubeletCredentialsPhase(parts.credentials),
        ...leaves(issuing, ["etcd-server", "etcd-peer"]),
      ],
    },
    { together: [{ inTurn: etcdRuns }, ...leaves(issuing, apiServerNeeds)] },
    {
      together: [
        apiServerPhase(cluster, parts.machine, "overwrite"),
        ...leaves(issuing, ["etcd-healthcheck-client"]),
        ...users,
      ],
    },
    parts.milestones.phase("started", "etcd and the API server are started"),
    parts.quorum,
    correctedPhase(parts),
    ...answeringList(parts, [apiClients]),
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
    authoritiesPhase(parts.authorities),
    ...certificateList(parts),
    checkEtcdPhase(parts.member),
    etcdAddPhase(parts),
    { together: controlPlanePhases(cluster, parts.machine, "overwrite") },
    kubeletStartPhase(parts.kubelet),
    etcdPromotePhase(parts),
    ...answeringList(parts),
  ];
}

/**
 * A worker, new or not. It waits for the cluster when all is prepared.
 * @param begins called when its turn has come
 */
export function worker(parts: WorkerParts, begins?: () => void): PhaseList {
  let wasNode = false;
  const knows = (isNode: boolean): void => {
    wasNode = isNode;
  };
  return [
    onWorkersOnly(onNewHosts(preflightPhase(parts.preflight), knows), begins),
    kubeletCredentialsPhase(parts.credentials),
    kubeletStartPhase(parts.kubelet),
    parts.cluster,
    kubeletStaysPhase(parts.stays, () => wasNode),
    nodePhase(parts.node),
  ];
}

/** What belongs to no single node. The cluster's configuration is stored last, when all control planes are healthy. */
export function clusterList(parts: ClusterParts): PhaseList {
  const { intent, first } = parts;
  return [
    parts.answers,
    parts.begins,
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
