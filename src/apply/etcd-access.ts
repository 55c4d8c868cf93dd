import type { ControlPlaneIntent } from "../config/cluster-intent.ts";
import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { defaultEtcdDataDir } from "../constants/paths.ts";
import { KubewrightError } from "../errors.ts";
import type { EtcdClient } from "../etcd/client.ts";
import type { HostView } from "../host/host.ts";
import { loopbackLike } from "../manifests/network.ts";
import type { EtcdMembership } from "../phases/etcd-membership.ts";
import { etcdOn } from "../phases/local-etcd.ts";

/** The etcd member that a control plane becomes beside those that are there; the others are reached from the machine itself. */
export function etcdMembership(
  node: ControlPlaneIntent,
  cluster: ClusterConfiguration,
  settled: readonly ControlPlaneIntent[],
): EtcdMembership {
  const addresses = settled.filter(({ name }) => name !== node.name).map(({ address }) => address);
  let kept: EtcdClient | undefined;
  const open = async (view: HostView): Promise<EtcdClient> => {
    kept ??= await openOn(view, cluster, addresses);
    return kept;
  };
  return {
    name: node.name,
    address: node.address,
    dataDir: cluster.etcd.local?.dataDir ?? defaultEtcdDataDir,
    open,
    openLocal: (view) => openOn(view, cluster, [loopbackLike(node.endpoint.advertiseAddress)]),
    timeoutMs: node.timeouts.etcdAPICall,
  };
}

async function openOn(
  view: HostView,
  { certificatesDir }: ClusterConfiguration,
  addresses: readonly string[],
): Promise<EtcdClient> {
  const client = await etcdOn(view, certificatesDir, addresses);
  if (client !== null) return client;
  throw new KubewrightError("ETCD_CERTIFICATES_MISSING", {
    what: "the certificates to talk to etcd are not on this host yet",
    next: "Run the same command again.",
    node: view.name,
  });
}
