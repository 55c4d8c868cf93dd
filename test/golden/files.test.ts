import { describe, expect, test } from "vitest";
import { kubeletFiles } from "../../src/manifests/kubelet-files.ts";
import { staticPodFiles } from "../support/static-pod-files.ts";
import type { DeviationId } from "./deviations.ts";
import { expected } from "./known-differences.ts";
import { cluster, controlPlaneNode, kubelet, kubeletNode, observed } from "./observed-cluster.ts";

const controllerManager = "/etc/kubernetes/manifests/kube-controller-manager.yaml";
const flags = "/var/lib/kubelet/kubeadm-flags.env";

/** Each file equals the observed one, byte for byte, with the deviations allowed for it and no other. */
function expectTree(
  node: string,
  files: ReadonlyMap<string, string>,
  allowed: Readonly<Record<string, readonly DeviationId[]>> = {},
): void {
  for (const [path, text] of files) {
    expect(text, `${node}${path}`).toBe(expected(observed(`${node}${path}`), allowed[path] ?? []));
  }
}

describe("files equal those of kubeadm 1.36.3", () => {
  test("static Pods of the first control plane", () => {
    const files = staticPodFiles(cluster, controlPlaneNode("cp1", "10.77.0.11"));
    expect([...files.keys()].map((path) => path.split("/").at(-1))).toEqual([
      "etcd.yaml",
      "kube-apiserver.yaml",
      "kube-controller-manager.yaml",
      "kube-scheduler.yaml",
    ]);
    expectTree("cp1", files, { [controllerManager]: ["controller-manager-api-limits"] });
  });

  test("static Pods of a control plane that joined", () => {
    const members = [
      { name: "cp1", peerUrl: "https://10.77.0.11:2380" },
      { name: "cp2", peerUrl: "https://10.77.0.12:2380" },
    ];
    const node = { ...controlPlaneNode("cp2", "10.77.0.12"), etcd: { members, state: "existing" as const } };
    expectTree("cp2", staticPodFiles(cluster, node), { [controllerManager]: ["controller-manager-api-limits"] });
  });

  test.each(["cp1", "cp2", "w1"])("the kubelet of %s", (name) => {
    const files = kubeletFiles(kubelet, kubeletNode(name));
    expect(files.size).toBe(3);
    expectTree(name, files);
  });

  test("the kubelet of a control plane whose address was given", () => {
    const files = kubeletFiles(kubelet, { ...kubeletNode("cp1"), nodeIp: "10.77.0.11" });
    expectTree("cp1", files, { [flags]: ["node-ip"] });
  });
});
