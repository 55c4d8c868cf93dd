import { annotations } from "../constants/labels.ts";
import { namespaces } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { KubewrightError } from "../errors.ts";
import type { KubeClient } from "../kube/client.ts";

/** The addresses of the cluster's etcd members, from the annotation that every etcd Pod carries. Error ETCD_ENDPOINTS_UNKNOWN where there is none. */
export async function etcdEndpoints(client: KubeClient): Promise<readonly string[]> {
  const pods = await client.list({
    apiVersion: "v1",
    kind: "Pod",
    namespace: namespaces.system,
    labelSelector: "component=etcd,tier=control-plane",
  });
  const addresses = pods.flatMap(advertised);
  if (addresses.length > 0) return addresses;
  throw new KubewrightError("ETCD_ENDPOINTS_UNKNOWN", {
    what: "No etcd Pod of the cluster says where its member is reached.",
    why: `each carries annotation ${annotations.etcdClientUrls} while it runs`,
    next: "Look at the cluster's etcd Pods: kubectl -n kube-system get pods -l component=etcd",
  });
}

function advertised(pod: KubeObject): readonly string[] {
  const marks = pod.metadata["annotations"];
  const text: unknown =
    typeof marks === "object" && marks !== null
      ? Object.entries(marks).find(([key]) => key === annotations.etcdClientUrls)?.[1]
      : undefined;
  if (typeof text !== "string") return [];
  return text.split(",").flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname.replace(/^\[|\]$/g, "")] : []));
}
