import { describe, expect, test } from "vitest";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";

/** A cluster whose stored configuration is changed. */
async function clusterWith(from: string, to: string) {
  const made = await madeCluster();
  const [store] = [...made.cp1.network.stores.values()];
  const ref = { apiVersion: "v1", kind: "ConfigMap", namespace: "kube-system", name: "kubeadm-config" };
  const stored = store?.objects.get(ref) as { readonly data: { readonly ClusterConfiguration: string } } | null;
  const text = stored?.data.ClusterConfiguration ?? "";
  expect(text).toContain(from);
  const { name, namespace } = ref;
  store?.objects.put({ ...ref, metadata: { name, namespace }, data: { ClusterConfiguration: text.replace(from, to) } });
  return made;
}

const external = `etcd:
  external:
    endpoints: ["https://10.9.9.9:2379"]
    caFile: /etc/etcd/ca.crt
    certFile: /etc/etcd/client.crt
    keyFile: /etc/etcd/client.key`;
const stacked = "etcd:\n  local:\n    dataDir: /var/lib/etcd";

describe("a cluster with a part that this release cannot make", () => {
  test.each([
    ["an external etcd", stacked, external, "etcd.external"],
    [
      "a control plane without root",
      stacked,
      `featureGates: {RootlessControlPlane: true}\n${stacked}`,
      "RootlessControlPlane",
    ],
  ])("%s gets no control plane, and the host is untouched", async (_name, from, to, word) => {
    const { cp2, joinControlPlaneWords } = await clusterWith(from, to);
    const ran = await kubewright(cp2, joinControlPlaneWords);
    expect(ran.effects.filter((effect) => !effect.startsWith("container runtime"))).toEqual([]);
    expect(ran.err).toContain("CONFIG_UNSUPPORTED");
    expect(ran.err).toContain(word);
    expect(ran.code).toBe(2);
  });

  test("workers join it", async () => {
    const { w1, joinWords } = await clusterWith(stacked, external);
    const ran = await kubewright(w1, joinWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
  });
});
