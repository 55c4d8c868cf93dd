import { type ControlPlaneIntent, controlPlanesOf, initIntentOf } from "../config/cluster-intent.ts";
import type { InitIntent } from "../config/v1beta4.ts";
import type { Phase } from "../engine/phase.ts";
import { quorumOf } from "../etcd/quorum.ts";
import { controlPlaneImagesStep } from "../images/control-plane-images.ts";
import { initKubeletNode } from "../manifests/kubelet-node.ts";
import { etcdPeerUrl } from "../manifests/network.ts";
import { controlPlaneNode, initIdentity } from "../phases/control-plane-machine.ts";
import type { InitialCluster } from "../phases/etcd-manifest.ts";
import type { EtcdMembership } from "../phases/etcd-membership.ts";
import { healthAddresses } from "../phases/health-addresses.ts";
import { Issuing } from "../phases/issuing.ts";
import type { KeyMint } from "../phases/key-mint.ts";
import type { NodeSource } from "../phases/static-pods.ts";
import type { ControlPlaneWait } from "../phases/wait-control-plane.ts";
import { validityFrom } from "../pki/issue.ts";
import { clockReached } from "../preflight/checks/clock.ts";
import { initChecks } from "../preflight/init-checks.ts";
import type { ApplyRun } from "./apply-run.ts";
import type { ClusterAuthorities } from "./authorities.ts";
import { etcdMembership } from "./etcd-access.ts";
import type { Milestones } from "./milestones.ts";
import { nodeToBe } from "./node-to-be.ts";
import { clusterAnswersPhase, quorumPhase } from "./peer-waits.ts";
import { type ClusterRecord, etcdToken } from "./record.ts";
import { whileHope } from "./while-hope.ts";
import { credentialsOf, type WorkerParts } from "./worker-parts.ts";

/** Milliseconds between two looks at a control plane from afar: each costs a way there and back. */
const patientMs = 200;

/** Milliseconds until it is asked for the first time why an API server does not come: several that start together need longer than one, and the question costs each host some fifteen commands. */
const doubtsEveryMs = 15_000;

/** What a control plane's list is made with. */
export interface ControlPlaneParts extends Omit<WorkerParts, "stays"> {
  readonly intent: InitIntent;
  readonly record: ClusterRecord;
  readonly authorities: ClusterAuthorities;
  readonly issuing: Issuing;
  /** super-admin.conf is on the first control plane only, as with kubeadm. */
  readonly isFirst: boolean;
  readonly machine: NodeSource;
  readonly initial: InitialCluster;
  readonly member: EtcdMembership;
  readonly wait: ControlPlaneWait;
  readonly milestones: Milestones;
  /** At a founding: enough others run etcd. */
  readonly quorum: Phase;
}

/** The parts of one control plane, by the file and what the run has in hand. */
export function controlPlaneParts(run: ApplyRun, node: ControlPlaneIntent): ControlPlaneParts {
  const init = initIntentOf(run.intent, node);
  const { cluster, kubelet } = run.intent;
  const all = controlPlanesOf(run.intent);
  const names = all.map(({ name }) => name);
  return {
    intent: init,
    record: run.record,
    authorities: run.authorities,
    milestones: run.milestones,
    quorum: quorumPhase(run),
    cluster: clusterAnswersPhase(run),
    isFirst: all[0]?.name === node.name,
    preflight: {
      checks: [...initChecks(init), clockReached(validityFrom(run.now, 0).notBefore)],
      ignore: node.registration.ignorePreflightErrors,
      followedBy: [controlPlaneImagesStep(init)],
    },
    issuing: new Issuing({
      cluster,
      node: { name: node.name, ...node.endpoint },
      now: run.now,
      shared: "given",
      authorities: run.authorities.view,
      keys: keysFor(run.keys, node.name),
    }),
    machine: (context) => controlPlaneNode(context.host, initIdentity(init.init), {}),
    initial: async () => ({
      members: run.record.members.map(({ name, address }) => ({ name, peerUrl: etcdPeerUrl(address) })),
      state: "new",
      token: etcdToken(run.record),
    }),
    member: etcdMembership(node, run.intent.cluster, run.settled),
    credentials: credentialsOf(run, node),
    kubelet: {
      configuration: async () => kubelet,
      node: async (machine) => initKubeletNode(init.init, cluster, machine),
      foreign: "overwrite",
    },
    wait: {
      open: run.api.sourceFor(node.name),
      timeouts: node.timeouts,
      criSocket: node.registration.criSocket,
      node: node.name,
      health: healthAddresses(cluster, kubelet),
      imagesGiven: node.registration.imagePullPolicy === "Never",
      everyMs: patientMs,
      doubtsEveryMs,
      watched: (wait) => whileHope(wait, run.peers, names, quorumOf(names.length)),
    },
    node: nodeToBe(run, node),
  };
}

/** One mint for all nodes: a key belongs to a node and a name. */
function keysFor(mint: KeyMint, node: string): KeyMint {
  return {
    start: (names) => mint.start(names.map((name) => `${node} ${name}`)),
    key: (name) => mint.key(`${node} ${name}`),
  };
}
