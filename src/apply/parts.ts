import {
  type ClusterIntent,
  type ControlPlaneIntent,
  controlPlanesOf,
  initIntentOf,
  type NodeIntent,
} from "../config/cluster-intent.ts";
import type { InitIntent, JoinConfiguration } from "../config/v1beta4.ts";
import type { Peers } from "../engine/peers.ts";
import type { Step } from "../engine/step.ts";
import { pullImagesStep } from "../images/pull-images.ts";
import { requiredImages } from "../images/required-images.ts";
import { initKubeletNode, joinKubeletNode } from "../manifests/kubelet-node.ts";
import { etcdPeerUrl } from "../manifests/network.ts";
import { controlPlaneMarks } from "../manifests/node-patch.ts";
import { controlPlaneServer } from "../manifests/server-url.ts";
import { controlPlaneNode, initIdentity } from "../phases/control-plane-machine.ts";
import type { EtcdMembership } from "../phases/etcd-join.ts";
import type { InitialCluster } from "../phases/etcd-manifest.ts";
import { Issuing } from "../phases/issuing.ts";
import type { KeyMint } from "../phases/key-mint.ts";
import type { KubeletCredentials } from "../phases/kubelet-credentials.ts";
import type { KubeletStart } from "../phases/kubelet-start.ts";
import type { NodeSource } from "../phases/static-pods.ts";
import type { ControlPlaneWait } from "../phases/wait-control-plane.ts";
import { initChecks } from "../preflight/init-checks.ts";
import { joinChecks } from "../preflight/join-checks.ts";
import type { PreflightOptions } from "../preflight/preflight-phase.ts";
import type { ClusterAuthorities } from "./authorities.ts";
import type { ClusterApi } from "./cluster-api.ts";
import { etcdMembership } from "./etcd-access.ts";
import type { Milestones } from "./milestones.ts";
import type { NodeList } from "./node-list.ts";
import type { NodeToBe } from "./node-phase.ts";
import { type ClusterRecord, etcdToken } from "./record.ts";
import { quorumOf, whileHope } from "./while-hope.ts";

/** Milliseconds between two looks at a control plane from afar: each costs a way there and back. */
const patientMs = 200;

/** What a run of `apply` has in hand before any list is made. */
export interface ApplyRun {
  readonly intent: ClusterIntent;
  readonly now: Date;
  readonly record: ClusterRecord;
  readonly authorities: ClusterAuthorities;
  readonly api: ClusterApi;
  readonly nodes: NodeList;
  readonly peers: Peers;
  readonly keys: KeyMint;
  readonly milestones: Milestones;
  /** Control planes that hold etcd's data, by whose members a further one is added; empty at a founding. */
  readonly settled: readonly ControlPlaneIntent[];
}

/** What a worker's list is made with. */
export interface WorkerParts {
  readonly preflight: PreflightOptions;
  readonly credentials: KubeletCredentials;
  readonly kubelet: KubeletStart;
  readonly node: NodeToBe;
}

export interface ControlPlaneParts extends WorkerParts {
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
}

/** The URL by which the nodes reach the control plane. */
export function clusterServer(intent: ClusterIntent): string {
  const [first] = controlPlanesOf(intent);
  if (first === undefined) throw new Error("a cluster without control planes was not refused");
  return controlPlaneServer(intent.cluster, first.endpoint);
}

export function workerParts(run: ApplyRun, node: NodeIntent): WorkerParts {
  const { intent } = run;
  const join = joinLike(node, intent);
  return {
    preflight: { checks: joinChecks(join), ignore: node.registration.ignorePreflightErrors },
    kubelet: {
      configuration: async () => intent.kubelet,
      node: async (machine) => ({ ...joinKubeletNode(join, intent.cluster, machine), nodeIp: node.address }),
      foreign: "overwrite",
    },
    credentials: credentialsOf(run, node),
    node: nodeToBe(run, node),
  };
}

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
    isFirst: all[0] === node,
    preflight: {
      checks: initChecks(init),
      ignore: node.registration.ignorePreflightErrors,
      followedBy: [imagesStep(init)],
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
      everyMs: patientMs,
      watched: (wait) => whileHope(wait, run.peers, names, quorumOf(names.length)),
    },
    node: nodeToBe(run, node),
  };
}

function credentialsOf({ intent, authorities, now }: ApplyRun, node: NodeIntent): KubeletCredentials {
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

function nodeToBe({ intent, nodes, peers }: ApplyRun, node: NodeIntent): NodeToBe {
  const names = controlPlanesOf(intent).map(({ name }) => name);
  const hope = whileHope(nodes.has(node.name), peers, names, 1);
  const { taints } = node.registration;
  const own = node.endpoint === undefined ? { taints: taints ?? [] } : controlPlaneMarks(taints);
  return {
    name: node.name,
    marks: { ...own, labels: { ...own.labels, ...node.labels } },
    registered: whileHope(hope, peers, behindEndpoint(intent), 1),
    timeoutMs: Math.max(node.timeouts.controlPlaneComponentHealthCheck, node.timeouts.tlsBootstrap),
    criSocket: node.registration.criSocket,
  };
}

/** The control plane whose own address is the cluster's: without it no kubelet reaches the cluster. None where a load balancer stands before them. */
function behindEndpoint(intent: ClusterIntent): readonly string[] {
  const { hostname } = new URL(clusterServer(intent));
  const address = hostname.replace(/^\[|\]$/g, "");
  return controlPlanesOf(intent).flatMap((node) => (node.address === address ? [node.name] : []));
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

/** One mint for all nodes: a key belongs to a node and a name. */
function keysFor(mint: KeyMint, node: string): KeyMint {
  return {
    start: (names) => mint.start(names.map((name) => `${node} ${name}`)),
    key: (name) => mint.key(`${node} ${name}`),
  };
}

function imagesStep({ init, cluster }: InitIntent): Step {
  const { nodeRegistration: registration } = init;
  const ignored = registration.ignorePreflightErrors.map((name) => name.toLowerCase());
  return pullImagesStep({
    images: requiredImages(cluster),
    policy: registration.imagePullPolicy,
    serial: registration.imagePullSerial,
    socket: registration.criSocket,
    tolerates: ignored.includes("imagepull") || ignored.includes("all"),
  });
}
