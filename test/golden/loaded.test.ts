import { describe, expect, test } from "vitest";
import { loadInit } from "../../src/config/load-init.ts";
import type { InitIntent } from "../../src/config/v1beta4.ts";
import { completeKubelet } from "../../src/manifests/kubelet-configuration.ts";
import { initKubeletNode } from "../../src/manifests/kubelet-node.ts";
import { completeKubeProxy } from "../../src/manifests/kube-proxy-configuration.ts";
import { cases, caseText } from "./cases.ts";
import { cluster, kubelet, kubeletNode, kubeProxy, observed } from "./observed-cluster.ts";

function load(text: string): InitIntent {
  const machine = { hostname: "vm", defaultRouteAddress: "10.77.0.11", loopbackGlobalAddress: null, criSockets: [] };
  return loadInit({
    source: { name: "kubeadm.yaml", text },
    flags: {},
    machine,
    entropy: (bytes) => new Uint8Array(bytes),
  }).intent;
}

describe("the files given to kubeadm are loaded as what the golden tests take for them", () => {
  test("the observed cluster", () => {
    const intent = load(observed("kubeadm.yaml"));
    expect(intent.cluster).toEqual(cluster);
    expect(completeKubelet(intent.kubelet)).toEqual(completeKubelet(kubelet));
    expect(completeKubeProxy(intent.kubeProxy)).toEqual(completeKubeProxy(kubeProxy));
    const node = initKubeletNode(intent.init, intent.cluster, { hostname: "cp1" });
    expect(node).toEqual({ ...kubeletNode("cp1"), nodeIp: "10.77.0.11" });
  });

  test.each(cases)("$name", (each) => {
    const intent = load(caseText(each.name, "kubeadm.yaml"));
    expect(intent.cluster).toEqual(each.cluster);
    expect(completeKubelet(intent.kubelet)).toEqual(completeKubelet(each.kubelet));
    expect(completeKubeProxy(intent.kubeProxy)).toEqual(completeKubeProxy(each.kubeProxy));
    expect(intent.init.timeouts.controlPlaneComponentHealthCheck).toBe(each.node.healthCheckMs);
    expect(intent.init.localAPIEndpoint).toMatchObject(each.node.endpoint);
    expect(intent.init.nodeRegistration.name).toBe(each.node.name);
    const { nodeIp: _, ...node } = initKubeletNode(intent.init, intent.cluster, { hostname: "vm" });
    const { patches: __, ...expected } = each.kubeletNode;
    expect(node).toEqual(expected);
  });
});
