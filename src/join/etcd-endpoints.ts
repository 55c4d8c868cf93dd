import { annotations } from "../constants/labels.ts";
import { namespaces } from "../constants/names.ts";
import { KubewrightError } from "../errors.ts";
import { etcdPodSelector, etcdServersOfPods } from "../etcd/endpoints.ts";
import type { KubeClient } from "../kube/client.ts";

/** The addresses of the cluster's etcd members, from the annotation that every etcd Pod carries. Error ETCD_ENDPOINTS_UNKNOWN where there is none. */
export async function etcdEndpoints(client: KubeClient): Promise<readonly string[]> {
  const kind = { apiVersion: "v1", kind: "Pod", namespace: namespaces.system, labelSelector: etcdPodSelector };
  const addresses = etcdServersOfPods(await client.list(kind)).map(({ host }) => host);
  if (addresses.length > 0) return addresses;
  throw new KubewrightError("ETCD_ENDPOINTS_UNKNOWN", {
    what: "No etcd Pod of the cluster says where its member is reached.",
    why: `each carries annotation ${annotations.etcdClientUrls} while it runs`,
    next: "Look at the cluster's etcd Pods: kubectl -n kube-system get pods -l component=etcd",
  });
}
