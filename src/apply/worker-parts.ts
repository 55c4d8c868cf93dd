import type { ClusterIntent, NodeIntent } from "../config/cluster-intent.ts";
import type { JoinConfiguration } from "../config/v1beta4.ts";
import type { Phase } from "../engine/phase.ts";
import { joinKubeletNode } from "../manifests/kubelet-node.ts";
import { kubeletHealthAddress } from "../phases/health-addresses.ts";
import type { KubeletCredentials } from "../phases/kubelet-credentials.ts";
import type { KubeletStart } from "../phases/kubelet-start.ts";
import { validityFrom } from "../pki/issue.ts";
import { clockReached } from "../preflight/checks/clock.ts";
import { joinChecks } from "../preflight/join-checks.ts";
import type { PreflightOptions } from "../preflight/preflight-phase.ts";
import { type ApplyRun, clusterServer } from "./apply-run.ts";
import type { KubeletOfNode } from "./kubelet-stays.ts";
import type { NodeToBe } from "./node-phase.ts";
import { nodeToBe } from "./node-to-be.ts";
import { clusterAnswersPhase, clusterAnswersStep } from "./peer-waits.ts";

/** What a worker's list is made with. */
export interface WorkerParts {
  readonly preflight: PreflightOptions;
  readonly credentials: KubeletCredentials;
  readonly kubelet: KubeletStart;
  /** The wait for an API server of the cluster. */
  readonly cluster: Phase;
  readonly stays: KubeletOfNode;
  readonly node: NodeToBe;
}

/** A worker's list takes what `join` would take, and a certificate in place of a token. */
export function workerParts(run: ApplyRun, node: NodeIntent): WorkerParts {
  const { intent } = run;
  const join = joinLike(node, intent);
  const known = { kubernetesVersion: intent.cluster.kubernetesVersion, kubelet: intent.kubelet };
  return {
    preflight: {
      checks: [...joinChecks(join, known), clockReached(validityFrom(run.now, 0).notBefore)],
      ignore: node.registration.ignorePreflightErrors,
    },
    kubelet: {
      configuration: async () => intent.kubelet,
      node: async (machine) => ({ ...joinKubeletNode(join, intent.cluster, machine), nodeIp: node.address }),
      foreign: "overwrite",
      // A kubelet that finds no API server tries again after ever longer pauses, up to seven seconds.
      ...(run.settled.length === 0 ? { startsAfter: clusterAnswersStep(run) } : {}),
    },
    credentials: credentialsOf(run, node),
    cluster: clusterAnswersPhase(run),
    stays: {
      name: node.name,
      criSocket: node.registration.criSocket,
      health: kubeletHealthAddress(intent.kubelet),
      timeoutMs: node.timeouts.kubeletHealthCheck,
    },
    node: nodeToBe(run, node),
  };
}

/** What every node's kubelet speaks to the cluster with. */
export function credentialsOf({ intent, authorities, now }: ApplyRun, node: NodeIntent): KubeletCredentials {
  return {
    name: node.name,
    certificatesDir: intent.cluster.certificatesDir,
    caCertificate: authorities.caCertificate,
    signer: authorities.signer,
    server: clusterServer(intent),
    now,
    validityMs: intent.cluster.certificateValidityPeriod,
  };
}

/** A node as `join` would see it, for the checks and files that both make. */
function joinLike(node: NodeIntent, { cluster }: ClusterIntent): JoinConfiguration {
  return {
    dryRun: false,
    nodeRegistration: node.registration,
    caCertPath: `${cluster.certificatesDir}/ca.crt`,
    discovery: { kind: "file", kubeConfigPath: "", tlsBootstrapToken: "" },
    controlPlane: undefined,
    skipPhases: [],
    timeouts: node.timeouts,
  };
}
