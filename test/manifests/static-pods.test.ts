import { describe, expect, test } from "vitest";
import type { ClusterConfiguration } from "../../src/config/v1beta4.ts";
import { mergeEnvironment, proxyEnvironment } from "../../src/manifests/environment.ts";
import { externalEtcdMounts } from "../../src/manifests/external-etcd-mounts.ts";
import { cluster, controlPlaneNode } from "../golden/observed-cluster.ts";
import { staticPodFiles } from "../support/static-pod-files.ts";

const node = controlPlaneNode("cp1", "10.77.0.11");

function external(caFile: string, certFile = "", keyFile = ""): ClusterConfiguration {
  return { ...cluster, etcd: { external: { endpoints: [], httpEndpoints: [], caFile, certFile, keyFile } } };
}

describe("static Pods", () => {
  test("with an external CA the controller-manager has no key to sign with", () => {
    const text = staticPodFiles(cluster, { ...node, externalCa: true }).get(
      "/etc/kubernetes/manifests/kube-controller-manager.yaml",
    );
    expect(text).toContain("- --cluster-signing-cert-file=\n    - --cluster-signing-key-file=\n");
  });

  test.each(["kube-api-qps", "kube-api-burst"])("a user who sets %s decides the other as well", (name) => {
    const controllerManager = { ...cluster.controllerManager, extraArgs: [{ name, value: "7" }] };
    const text = staticPodFiles({ ...cluster, controllerManager }, node).get(
      "/etc/kubernetes/manifests/kube-controller-manager.yaml",
    );
    expect(text?.match(/--kube-api-\w+=\d+/g)).toEqual([`--${name}=7`]);
  });

  test("with external etcd there is no etcd here", () => {
    expect([...staticPodFiles(external("/srv/ca.crt"), node).keys()]).not.toContain(
      "/etc/kubernetes/manifests/etcd.yaml",
    );
  });

  test("the same input gives the same bytes", () => {
    expect(staticPodFiles(cluster, node)).toEqual(staticPodFiles(structuredClone(cluster), structuredClone(node)));
  });
});

describe("directories of an external etcd's certificates", () => {
  const names = (of: ClusterConfiguration): string[] => externalEtcdMounts(of).map(({ hostPath }) => hostPath);

  test("what another mount brings is not mounted again", () => {
    expect(
      names(external("/etc/kubernetes/pki/etcd/ca.crt", "/etc/ssl/certs/a.crt", "/usr/share/ca-certificates/k")),
    ).toEqual([]);
  });

  test("a directory that only begins like a mounted one is mounted", () => {
    expect(names(external("/etc/kubernetes/pki-etcd/ca.crt"))).toEqual(["/etc/kubernetes/pki-etcd"]);
  });

  test("a directory within another is not mounted twice", () => {
    expect(names(external("/srv/etcd/a/b/ca.crt", "/srv/etcd/a/c.crt", "/srv/etcd/ab/k.key"))).toEqual([
      "/srv/etcd/a",
      "/srv/etcd/ab",
    ]);
  });
});

describe("the environment of the control plane", () => {
  test("has what the process was told about proxies, and nothing empty", () => {
    expect(proxyEnvironment({ HTTP_PROXY: "http://p", no_proxy: "", PATH: "/bin", my_Proxy: "x" })).toEqual([
      { name: "HTTP_PROXY", value: "http://p" },
      { name: "my_Proxy", value: "x" },
    ]);
  });

  test("is sorted by name, the user's last", () => {
    const merged = mergeEnvironment(
      [{ name: "b", value: "1" }],
      [
        { name: "B", value: "" },
        { name: "b", value: "2" },
      ],
    );
    expect(merged).toEqual([{ name: "B" }, { name: "b", value: "2" }]);
  });
});
