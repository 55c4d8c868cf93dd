import { expect, test } from "vitest";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

const address = { apiVersion: "networking.k8s.io/v1", kind: "IPAddress", name: "10.96.0.10" };
const service = { apiVersion: "v1", kind: "Service", namespace: "kube-system", name: "kube-dns" };

test("init finishes when the power failed after the DNS Service's address was allocated and before the Service was stored", async () => {
  const whole = await kubewright(blankMachines().cp1, initWords, { input: initConfig });
  const madeAt = whole.effects.indexOf("ADDED Service kube-system/kube-dns");
  expect(madeAt).toBeGreaterThan(0);
  const { cp1 } = blankMachines();
  await kubewright(cp1, initWords, { input: initConfig, cutAfter: madeAt - 8, cut: "power" });
  const [store] = cp1.network.stores.values();
  if (store === undefined) throw new Error("etcd had not started when the power failed");
  expect(store.objects.get(service)).toBeNull();
  store.objects.put({
    apiVersion: address.apiVersion,
    kind: address.kind,
    metadata: { name: address.name, labels: { "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io" } },
    spec: { parentRef: { group: "", resource: "services", namespace: "kube-system", name: "kube-dns" } },
  });
  cp1.boot();

  const again = await kubewright(cp1, initWords, { input: initConfig });
  expect(again.code, again.out + again.err).toBe(0);
  expect(store.objects.get(service)).toMatchObject({ spec: { clusterIP: "10.96.0.10" } });
  expect(store.objects.get(address)).toBeNull();
}, 60_000);
