import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { coreDnsObjects } from "../../src/manifests/coredns.ts";
import { clusterImages } from "../../src/manifests/images.ts";
import { kubeProxyObjects } from "../../src/manifests/kube-proxy.ts";
import { kubeletFiles } from "../../src/manifests/kubelet-files.ts";
import { staticPodFiles } from "../support/static-pod-files.ts";
import { readYamlDocuments } from "../../src/yaml.ts";
import { cases, caseText, ignoredPatchFiles } from "./cases.ts";
import { expected } from "./known-differences.ts";
import { storedForm } from "./stored-form.ts";

const kinds = ["ConfigMap", "DaemonSet", "Deployment", "Service", "ServiceAccount", "ClusterRole"];

function compared(objects: readonly KubeObject[]): readonly unknown[] {
  return kinds.flatMap((kind) => objects.filter((object) => object.kind === kind)).map(storedForm);
}

function printed(name: string, file: string): readonly unknown[] {
  // kubeadm prints a patched Deployment on the same line as the "---" before it.
  const text = caseText(name, file).replaceAll(/^---(?=\w)/gm, "---\n");
  const documents = readYamlDocuments({ name: file, text });
  return compared(documents.flatMap(({ value }) => (value === null ? [] : [value as KubeObject])));
}

describe.each(cases)("kubeadm's $name", (each) => {
  test("static Pods are the same bytes", () => {
    for (const [path, text] of staticPodFiles(each.cluster, each.node)) {
      const deviations = path.includes("controller-manager") ? each.deviations : [];
      expect(text, path).toBe(expected(caseText(each.name, path.slice(1)), deviations));
    }
  });

  test("kubelet files are the same bytes", () => {
    for (const [path, text] of kubeletFiles(each.kubelet, each.kubeletNode)) {
      expect(text, path).toBe(caseText(each.name, path.slice(1)));
    }
  });

  test("images are the same list", () => {
    expect(`${clusterImages(each.cluster).join("\n")}\n`).toBe(caseText(each.name, "images.txt"));
  });

  test("CoreDNS is the same", () => {
    const patches = each.node.patches ?? [];
    expect(compared(coreDnsObjects(each.cluster, { patches }))).toEqual(printed(each.name, "coredns.yaml"));
  });

  test("kube-proxy is the same", () => {
    const options = { server: each.server, proxyEnvironment: [], userSupplied: true };
    expect(compared(kubeProxyObjects(each.cluster, each.kubeProxy, options))).toEqual(
      printed(each.name, "kube-proxy.yaml"),
    );
  });
});

test("files of the patches directory that are no patches are named", () => {
  expect(ignoredPatchFiles).toEqual(["README.txt", "etcd9.yaml", "unknown.yaml"]);
});
