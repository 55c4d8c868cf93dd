import { describe, expect, test } from "vitest";
import type { EtcdClient } from "../../src/etcd/client.ts";
import { etcdOfCluster } from "../../src/join/etcd-endpoints.ts";
import type { KubeClient } from "../../src/kube/client.ts";

const pod = (url: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "etcd-cp1", annotations: { "kubeadm.kubernetes.io/etcd.advertise-client-urls": url } },
});
const slice = (...addresses: readonly string[]) => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "kubernetes", namespace: "default" },
  endpoints: [{ addresses }, {}, { addresses: [7] }],
});

/** A cluster with these Pods and this slice. */
function cluster(pods: readonly object[], of: object | null): KubeClient {
  return { list: async () => pods, get: async () => of } as unknown as KubeClient;
}

/** Opens etcd, and tells of the addresses and whether it was closed again. */
function opener(health: () => Promise<boolean>) {
  const opened: (readonly string[])[] = [];
  const closed: (readonly string[])[] = [];
  const open = async (addresses: readonly string[]) => {
    opened.push(addresses);
    return { healthy: health, close: () => void closed.push(addresses) } as unknown as EtcdClient;
  };
  return { opened, closed, open };
}

describe("the cluster's etcd", () => {
  test("is where its Pods say, and nobody else is asked", async () => {
    const { open, opened } = opener(async () => false);
    expect(await etcdOfCluster(cluster([pod("https://10.0.0.1:2379")], slice("10.0.0.9")), open)).not.toBeNull();
    expect(opened).toEqual([["10.0.0.1"]]);
  });

  test("is beside the API servers where no Pod is shown yet and it is healthy there", async () => {
    const { open, opened, closed } = opener(async () => true);
    expect(await etcdOfCluster(cluster([], slice("10.0.0.1", "fd77::1")), open)).not.toBeNull();
    expect([opened, closed]).toEqual([[["10.0.0.1", "fd77::1"]], []]);
  });

  test.each([
    ["not healthy", async () => false],
    ["silent", () => Promise.reject(new Error("no answer"))],
  ])("is waited for where it is %s there", async (_, health) => {
    const { open, opened, closed } = opener(health);
    await expect(etcdOfCluster(cluster([], slice("10.0.0.1")), open)).rejects.toThrow("No etcd Pod of the cluster");
    expect(closed).toEqual(opened);
  });

  test("is waited for where neither a Pod nor an API server names an address", async () => {
    const { open, opened } = opener(async () => true);
    for (const nothing of [null, slice()])
      await expect(etcdOfCluster(cluster([], nothing), open)).rejects.toThrow("No etcd Pod of the cluster");
    expect(opened).toEqual([]);
  });

  test("is null where the certificates for it are missing", async () => {
    expect(await etcdOfCluster(cluster([], slice("10.0.0.1")), async () => null)).toBeNull();
  });
});
