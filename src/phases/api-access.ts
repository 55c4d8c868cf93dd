import { adminConf, superAdminConf } from "../constants/paths.ts";
import { NotYetKnown } from "../engine/fact.ts";
import type { ObjectStore } from "../engine/object-store.ts";
import type { HostView } from "../host/host.ts";
import type { KubeClient } from "../kube/client.ts";
import { type ClientSource, clientSource } from "../kube/client-source.ts";
import { clientFromKubeconfig } from "../kube/from-kubeconfig.ts";
import { type ObjectStoreSettings, objectStore } from "../kube/object-store.ts";
import { reveal } from "../secret.ts";
import { filesAt } from "./issuing-files.ts";
import { kubeconfigAccess } from "./kubeconfig-access.ts";

/** How an administrator of this machine's cluster reaches its API server. */
export interface ApiAccess {
  /** null while the machine holds no administrator's kubeconfig. */
  client(view: HostView): Promise<KubeClient | null>;
  /** The same for waits: a missing kubeconfig is an error there. */
  readonly source: ClientSource;
}

/** Which kubeconfig, and where to connect instead of its own server. */
export interface ApiAccessOptions {
  /** --kubeconfig; super-admin.conf, then admin.conf when left out. */
  readonly kubeconfig?: string | undefined;
  /** The API server of this machine: init and join talk to it even where the kubeconfig names a load balancer. */
  readonly local?: { readonly host: string; readonly port: number } | undefined;
  /** timeouts.kubernetesAPICall: milliseconds for a request with its retries. */
  readonly deadlineMs?: number;
}

/**
 * Access with the kubeconfigs that `init` leaves on the machine. super-admin.conf first: it works before the
 * binding of kubeadm:cluster-admins exists. Clients are made once a machine and kubeconfig and kept.
 */
export function apiAccess(options: ApiAccessOptions = {}): ApiAccess {
  const kept = new Map<string, KubeClient>();
  const client = async (view: HostView): Promise<KubeClient | null> => {
    const paths = options.kubeconfig === undefined ? [superAdminConf, adminConf] : [options.kubeconfig];
    const files = await filesAt(view, paths);
    for (const path of paths) {
      const file = files.get(path);
      if (file === undefined) continue;
      const text = reveal(file.content);
      const known = kept.get(text);
      if (known !== undefined) return known;
      const made = clientFromKubeconfig(view, await kubeconfigAccess(view, text, path), {
        dial: options.local,
        deadlineMs: options.deadlineMs,
      });
      kept.set(text, made);
      return made;
    }
    return null;
  };
  const source = clientSource(async (view) => {
    const made = await client(view);
    if (made === null) throw new NotYetKnown("the kubeconfig of an administrator is on this machine");
    return made;
  });
  return { client, source };
}

/** The objects of the cluster this machine belongs to; `silent` says what an API server that does not listen means: see ObjectStoreSettings. */
export function clusterObjects(
  access: ApiAccess,
  view: HostView,
  silent: ObjectStoreSettings["silent"],
): ObjectStore & { close(): void } {
  return objectStore({ open: () => access.client(view), silent });
}
