import { namespaces } from "../constants/names.ts";
import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import type { EtcdClient } from "../etcd/client.ts";
import { etcdPodSelector, etcdServersOfPods } from "../etcd/endpoints.ts";
import { etcdOn, ownEtcd } from "../phases/local-etcd.ts";

/** The cluster's etcd as a machine that leaves it asks it: by its own member or, where that does not answer, by the others, which the cluster's API names. null while the certificates for it are not all here. */
export async function clusterEtcd(context: StepContext, certificatesDir: string): Promise<EtcdClient | null> {
  const own = await etcdOn(context.host, certificatesDir);
  if (own === null || (await answers(own))) return own;
  own.close();
  return etcdOn(context.host, certificatesDir, [...(await namedByCluster(context)), ...ownEtcd]);
}

async function answers(etcd: EtcdClient): Promise<boolean> {
  try {
    await etcd.members();
    return true;
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    return false;
  }
}

/** Empty where no API server answers either: whoever asks etcd then says so. */
async function namedByCluster({ objects }: StepContext): Promise<readonly string[]> {
  const pods = { apiVersion: "v1", kind: "Pod", namespace: namespaces.system, labelSelector: etcdPodSelector };
  try {
    return etcdServersOfPods(await objects.list(pods)).map(({ host }) => host);
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    return [];
  }
}
