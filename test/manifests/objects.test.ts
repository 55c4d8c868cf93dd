import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { clusterInfoKubeconfig, clusterInfoObjects } from "../../src/manifests/cluster-info.ts";
import { coreDnsObjects } from "../../src/manifests/coredns.ts";
import { companionTagsOf } from "../../src/manifests/images.ts";
import { verifyJws } from "../../src/manifests/jws.ts";
import { kubeProxyConfigMap, kubeProxyObjects } from "../../src/manifests/kube-proxy.ts";
import { kubeletConfigMap } from "../../src/manifests/kubelet-config.ts";
import { cluster, kubelet, kubeProxy } from "../golden/observed-cluster.ts";

describe("the hash of a configuration nobody wrote", () => {
  test("covers the values in the order of their keys", () => {
    const configMap = kubeProxyConfigMap(kubeProxy, { server: "https://a:6443", userSupplied: false });
    const data = configMap["data"] as Record<string, string>;
    const digest = createHash("sha256").update(`${data["config.conf"]}${data["kubeconfig.conf"]}`).digest("hex");
    expect(configMap.metadata["annotations"]).toEqual({
      "kubeadm.kubernetes.io/component-config.hash": `sha256:${digest}`,
    });
  });

  test("stands on no configuration that the user wrote", () => {
    expect(kubeletConfigMap(kubelet, { userSupplied: true }).metadata["annotations"]).toBeUndefined();
  });
});

test("kube-proxy gets the proxy's variables in the order of their names, wherever they stand in the environment", () => {
  const proxyEnvironment = [
    { name: "no_proxy", value: "10.0.0.0/8" },
    { name: "HTTP_PROXY", value: "http://proxy" },
  ];
  const options = { server: "https://a:6443", userSupplied: false, proxyEnvironment };
  const daemonSet = kubeProxyObjects(cluster, kubeProxy, options).find(({ kind }) => kind === "DaemonSet");
  const names = [...JSON.stringify(daemonSet).matchAll(/"name":"([^"]*(?:proxy|NODE_NAME))"/gi)].map(
    ([, name]) => name,
  );
  expect(names.filter((name) => name !== "kube-proxy")).toEqual(["NODE_NAME", "HTTP_PROXY", "no_proxy"]);
});

describe("cluster-info", () => {
  const kubeconfig = clusterInfoKubeconfig({ caCertificate: "PEM", server: "https://cp1:6443" });

  test("tells the server and the authority", () => {
    expect(kubeconfig).toContain('    certificate-authority-data: UEVN\n    server: https://cp1:6443\n  name: ""\n');
  });

  test("is signed by every token it is given", () => {
    const tokens = ["abcdef.0123456789abcdef", "zzzzzz.0123456789abcdef"];
    const [configMap] = clusterInfoObjects(kubeconfig, tokens);
    const data = configMap?.["data"] as Record<string, string>;
    expect(Object.keys(data).sort()).toEqual(["jws-kubeconfig-abcdef", "jws-kubeconfig-zzzzzz", "kubeconfig"]);
    for (const token of tokens) {
      expect(verifyJws(token, kubeconfig, data[`jws-kubeconfig-${token.slice(0, 6)}`] ?? "")).toBe(true);
    }
  });
});

test("an existing CoreDNS keeps its count and its Corefile", () => {
  const objects = coreDnsObjects(cluster, { replicas: 5, corefile: "mine" });
  expect(objects[0]).toMatchObject({ data: { Corefile: "mine" } });
  expect(objects.find(({ kind }) => kind === "Deployment")).toMatchObject({ spec: { replicas: 5 } });
});

test.each([
  ["v1.34.9", "3.6.5-0"],
  ["v1.35.0", "3.6.6-0"],
  ["1.36.3", "3.6.8-0"],
  ["v1.37.0-rc.0", "3.6.8-0"],
  ["v1.20.0", "3.6.5-0"],
])("etcd of Kubernetes %s is %s", (version, tag) => {
  expect(companionTagsOf(version).etcd).toBe(tag);
});
