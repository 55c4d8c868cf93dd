import type { PhaseList } from "../engine/phase.ts";
import { coreDnsPhase, kubeProxyPhase } from "../phases/addons.ts";
import { bootstrapTokenPhase } from "../phases/bootstrap-token.ts";
import { authorityPhases, leafPhases, serviceAccountPhase } from "../phases/certificates.ts";
import { rightsPhase } from "../phases/controller-rights.ts";
import { firstPodPhase } from "../phases/first-pod.ts";
import { kubeconfigPhases } from "../phases/kubeconfigs.ts";
import { kubeletFinalizePhase } from "../phases/kubelet-client.ts";
import { kubeletStartPhase, staticPodDirectoryPhase } from "../phases/kubelet-start.ts";
import { markControlPlanePhase } from "../phases/mark-control-plane.ts";
import { apiClientPhases, apiServerPhase, etcdPhase } from "../phases/static-pods.ts";
import { uploadCertsPhase } from "../phases/upload-certs.ts";
import { uploadKubeadmConfigPhase, uploadKubeletConfigPhase } from "../phases/upload-config.ts";
import { apiPhase, componentsPhase } from "../phases/wait-control-plane.ts";
import { mayFound } from "../preflight/checks/node-role.ts";
import { initChecks } from "../preflight/init-checks.ts";
import { preflightPhase } from "../preflight/preflight-phase.ts";
import { foundedPhase, foundingPhase } from "./founding.ts";
import type { InitParts } from "./init-parts.ts";

/** What `init` does, in order. Groups run side by side; what needs the API server waits for it in one place. */
export function initPhases(parts: InitParts): PhaseList {
  const { issuing, intent } = parts;
  return [
    preflightPhase({ checks: [...initChecks(intent), mayFound(intent.cluster.certificatesDir)], ...parts.preflight }),
    foundingPhase(parts.founding, parts.beforeEtcd),
    { together: [...authorityPhases(issuing), staticPodDirectoryPhase()] },
    {
      together: [
        // The kubelet takes a second to start: it does so while the other files are made.
        {
          inTurn: [
            ...kubeconfigPhases(issuing, ["kubelet"]),
            kubeletFinalizePhase(parts.intent.init.nodeRegistration),
            kubeletStartPhase(parts.kubelet),
          ],
        },
        { inTurn: [{ together: leafPhases(issuing, "etcd") }, etcdPhase(parts.intent.cluster, parts.node)] },
        serviceAccountPhase(issuing),
        ...leafPhases(issuing, "others"),
        ...kubeconfigPhases(issuing, ["admin", "super-admin", "controller-manager", "scheduler"]),
      ],
    },
    firstPodPhase(parts.intent.init.nodeRegistration),
    apiServerPhase(parts.intent.cluster, parts.node),
    apiPhase(parts.wait),
    {
      together: [
        {
          inTurn: [
            rightsPhase(parts.wait),
            { together: apiClientPhases(parts.intent.cluster, parts.node) },
            componentsPhase(parts.wait),
          ],
        },
        uploadKubeletConfigPhase(parts.intent, parts.userSupplied.kubelet),
        ...(parts.upload === null ? [] : [uploadCertsPhase(parts.upload)]),
        markControlPlanePhase(parts.mark),
        bootstrapTokenPhase(parts.offer),
        coreDnsPhase(parts.intent),
        kubeProxyPhase(parts.intent, { userSupplied: parts.userSupplied.kubeProxy, environment: parts.environment }),
      ],
    },
    uploadKubeadmConfigPhase(parts.intent),
    foundedPhase(parts.founding),
  ];
}
