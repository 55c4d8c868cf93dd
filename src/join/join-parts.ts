import type { InitIntent, JoinConfiguration } from "../config/v1beta4.ts";
import { adminConf, defaultEtcdDataDir } from "../constants/paths.ts";
import { NotYetKnown } from "../engine/fact.ts";
import type { StepContext } from "../engine/step.ts";
import type { EtcdClient } from "../etcd/client.ts";
import type { HostView } from "../host/host.ts";
import { clientFromKubeconfig } from "../kube/from-kubeconfig.ts";
import { joinKubeletNode } from "../manifests/kubelet-node.ts";
import { loopbackLike } from "../manifests/network.ts";
import { type ApiAccess, apiAccess } from "../phases/api-access.ts";
import { controlPlaneNode } from "../phases/control-plane-machine.ts";
import type { EtcdMembership } from "../phases/etcd-membership.ts";
import { healthAddresses } from "../phases/health-addresses.ts";
import { Issuing } from "../phases/issuing.ts";
import { kubeconfigAccess } from "../phases/kubeconfig-access.ts";
import type { KubeletStart } from "../phases/kubelet-start.ts";
import { etcdOn } from "../phases/local-etcd.ts";
import type { MarkedNode } from "../phases/mark-control-plane.ts";
import type { NodeSource } from "../phases/static-pods.ts";
import type { ControlPlaneWait } from "../phases/wait-control-plane.ts";
import { etcdOfCluster } from "./etcd-endpoints.ts";
import type { JoinedCluster } from "./joined-cluster.ts";

/** What the phases of a worker's join are made with. */
export interface WorkerParts {
  readonly join: JoinConfiguration;
  readonly joined: JoinedCluster;
  readonly kubelet: KubeletStart;
}

/** What those of a control plane's join need besides. */
export interface ControlPlaneParts extends WorkerParts {
  readonly now: Date;
  /** The same node as `init` would see it, for the checks that both make. */
  readonly intent: InitIntent;
  readonly issuing: Issuing;
  readonly node: NodeSource;
  readonly member: EtcdMembership;
  readonly access: ApiAccess;
  readonly wait: ControlPlaneWait;
  readonly mark: MarkedNode;
}

export function workerParts(join: JoinConfiguration, joined: JoinedCluster): WorkerParts {
  return {
    join,
    joined,
    kubelet: {
      bootstraps: join.controlPlane === undefined,
      configuration: async () => joined.kubelet,
      node: async (machine) => joinKubeletNode(join, joined.cluster, machine),
    },
  };
}

/** Everything that the list of a joining control plane needs, each made once a run. */
export function controlPlaneParts(
  join: JoinConfiguration,
  controlPlane: NonNullable<JoinConfiguration["controlPlane"]>,
  joined: JoinedCluster,
  run: { readonly now: Date; readonly environment: Readonly<Record<string, string | undefined>> },
): ControlPlaneParts {
  const { nodeRegistration: registration, timeouts } = join;
  const endpoint = controlPlane.localAPIEndpoint;
  const identity = { name: registration.name, endpoint, healthCheckMs: timeouts.controlPlaneComponentHealthCheck };
  const local = { host: endpoint.advertiseAddress, port: endpoint.bindPort };
  const access = apiAccess({ local, deadlineMs: timeouts.kubernetesAPICall });
  const open = access.source;
  return {
    ...workerParts(join, joined),
    now: run.now,
    intent: initLike(join, controlPlane, joined),
    issuing: new Issuing({
      cluster: joined.cluster,
      node: { name: registration.name, ...endpoint },
      now: run.now,
      shared: "given",
    }),
    node: (context: StepContext) => controlPlaneNode(context.host, identity, run.environment),
    member: membership(join, endpoint.advertiseAddress, joined),
    access,
    wait: {
      open,
      timeouts,
      criSocket: registration.criSocket,
      node: registration.name,
      health: healthAddresses(joined.cluster, joined.kubelet),
      imagesGiven: registration.imagePullPolicy === "Never",
    },
    mark: { name: registration.name, taints: registration.taints, open, timeoutMs: timeouts.tlsBootstrap },
  };
}

/** The other members are found through the API at the cluster's own address: this host's API server comes after its etcd member. */
function membership(join: JoinConfiguration, address: string, joined: JoinedCluster): EtcdMembership {
  const { certificatesDir, etcd } = joined.cluster;
  let kept: EtcdClient | undefined;
  const open = async (view: HostView): Promise<EtcdClient> => {
    if (kept !== undefined) return kept;
    const file = (await view.read([adminConf])).get(adminConf);
    const client =
      file?.type === "file"
        ? clientFromKubeconfig(view, await kubeconfigAccess(view, file.content, adminConf))
        : joined.client;
    try {
      const made = await etcdOfCluster(client, (addresses) => etcdOn(view, certificatesDir, addresses));
      if (made === null) throw new NotYetKnown("the certificates to talk to etcd are on this host");
      kept = made;
      return made;
    } finally {
      if (client !== joined.client) client.close();
    }
  };
  const openLocal = async (view: HostView): Promise<EtcdClient> => {
    const made = await etcdOn(view, certificatesDir, [loopbackLike(address)]);
    if (made === null) throw new NotYetKnown("the certificates to talk to etcd are on this host");
    return made;
  };
  const dataDir = etcd.local?.dataDir ?? defaultEtcdDataDir;
  return { name: join.nodeRegistration.name, address, dataDir, open, openLocal, timeoutMs: join.timeouts.etcdAPICall };
}

function initLike(
  join: JoinConfiguration,
  { localAPIEndpoint, certificateKey }: NonNullable<JoinConfiguration["controlPlane"]>,
  { cluster, kubelet }: JoinedCluster,
): InitIntent {
  const { nodeRegistration, skipPhases, timeouts, dryRun } = join;
  const init = {
    bootstrapTokens: [],
    dryRun,
    nodeRegistration,
    localAPIEndpoint,
    certificateKey,
    skipPhases,
    timeouts,
  };
  return {
    init,
    cluster,
    kubelet,
    kubeProxy: { apiVersion: "kubeproxy.config.k8s.io/v1alpha1", kind: "KubeProxyConfiguration" },
  };
}
