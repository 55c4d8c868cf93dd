import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  kubeadmConfigYaml,
  parseClusterConfiguration,
  parseKubeletConfiguration,
} from "../../src/config/kubeadm-config.ts";
import { loadInit } from "../../src/config/load-init.ts";
import { printYaml } from "../../src/yaml.ts";
import { entropy, errorsOf, machine } from "./support/request.ts";

const observed = (name: string): string => readFileSync(`test/golden/config/observed/${name}.yaml`, "utf8");
const source = { name: "kubeadm.yaml", text: observed("kubeadm") };
const { intent, userSupplied } = loadInit({ source, flags: {}, machine, entropy });

describe("what kubeadm stored for this file in a real cluster", () => {
  test("kubeadm-config", () => {
    expect(kubeadmConfigYaml(intent.cluster)).toBe(observed("kubeadm-config"));
  });

  test("kubelet-config", () => {
    expect(printYaml(intent.kubelet)).toBe(observed("kubelet-config"));
  });

  test("kube-proxy", () => {
    expect(printYaml(intent.kubeProxy)).toBe(observed("kube-proxy-config"));
  });

  test("both component configurations count as the user's", () => {
    expect(userSupplied).toEqual({ kubelet: true, kubeProxy: true });
  });
});

describe("reading it back", () => {
  test("gives the same configuration, without a warning", () => {
    expect(parseClusterConfiguration(observed("kubeadm-config"))).toEqual({ cluster: intent.cluster, warnings: [] });
    expect(parseKubeletConfiguration(observed("kubelet-config"))).toEqual(intent.kubelet);
  });

  test("the older API version is read too", () => {
    const text = "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nkubernetesVersion: v1.35.4\n";
    expect(parseClusterConfiguration(text).cluster.kubernetesVersion).toBe("v1.35.4");
  });

  test("something else is refused by name", () => {
    expect(errorsOf(() => parseClusterConfiguration("a: b\n")).map((error) => error.code)).toContain(
      "CONFIG_KIND_ABSENT",
    );
    expect(errorsOf(() => parseKubeletConfiguration("a: b\n"))[0]?.what).toContain(
      "kubelet-config holds no KubeletConfiguration",
    );
  });
});
