import { annotations } from "../constants/labels.ts";
import { namespaces } from "../constants/names.ts";
import { KubewrightError } from "../errors.ts";
import type { EtcdClient } from "../etcd/client.ts";
import { etcdPodSelector, etcdServersOfPods } from "../etcd/endpoints.ts";
import type { KubeClient } from "../kube/client.ts";
import { isRecord } from "../kube/is-record.ts";

/** The addresses at which every API server says it is reached; the API servers write it themselves, from their first moment. */
const apiServers = {
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  namespace: "default",
  name: "kubernetes",
} as const;

/**
 * The cluster's etcd, at the addresses that the annotations of its Pods say. A new cluster's kubelet shows its static Pods some
 * seconds after they run; without any Pod etcd is looked for beside the API servers, where kubeadm puts it, and must be healthy
 * there. null where `open` is. Error ETCD_ENDPOINTS_UNKNOWN.
 */
export async function etcdOfCluster(
  client: KubeClient,
  open: (addresses: readonly string[]) => Promise<EtcdClient | null>,
): Promise<EtcdClient | null> {
  const kind = { apiVersion: "v1", kind: "Pod", namespace: namespaces.system, labelSelector: etcdPodSelector };
  const named = etcdServersOfPods(await client.list(kind)).map(({ host }) => host);
  if (named.length > 0) return open(named);
  const beside = addressesIn(await client.get(apiServers));
  if (beside.length > 0) {
    const etcd = await open(beside);
    if (etcd === null || (await etcd.healthy().catch(() => false))) return etcd;
    etcd.close();
  }
  throw new KubewrightError("ETCD_ENDPOINTS_UNKNOWN", {
    what: "No etcd Pod of the cluster says where its member is reached.",
    why: `each carries annotation ${annotations.etcdClientUrls} while it runs`,
    next: "Look at the cluster's etcd Pods: kubectl -n kube-system get pods -l component=etcd",
  });
}

/** The addresses of an EndpointSlice; none of one that is not there. */
function addressesIn(slice: Readonly<Record<string, unknown>> | null): readonly string[] {
  const endpoints: readonly unknown[] = Array.isArray(slice?.["endpoints"]) ? slice["endpoints"] : [];
  const all = endpoints.flatMap((one): unknown[] =>
    isRecord(one) && Array.isArray(one["addresses"]) ? one["addresses"] : [],
  );
  return all.filter((address) => typeof address === "string");
}
