import { describe, expect, it } from "vitest";
import { renderImagesList } from "../../src/images/images-list.ts";
import { requiredImages } from "../../src/images/required-images.ts";
import { objectPrinter } from "../../src/output/object-printer.ts";
import { clusterOf } from "../support/cluster-of.ts";

describe("the list of images", () => {
  const images = requiredImages(clusterOf());

  it("is kubeadm's, in its order", () => {
    expect(images).toEqual([
      "registry.k8s.io/kube-apiserver:v1.36.3",
      "registry.k8s.io/kube-controller-manager:v1.36.3",
      "registry.k8s.io/kube-scheduler:v1.36.3",
      "registry.k8s.io/kube-proxy:v1.36.3",
      "registry.k8s.io/coredns/coredns:v1.14.2",
      "registry.k8s.io/pause:3.10.2",
      "registry.k8s.io/etcd:3.6.8-0",
    ]);
  });

  it("is one image a line as text", () => {
    expect(renderImagesList(["a", "b"], null)).toBe("a\nb\n");
  });

  // What `kubeadm config images list` of v1.36.3 prints, byte for byte.
  it("is kubeadm's object as JSON and YAML", async () => {
    const printerOf = (kind: "json" | "yaml") => objectPrinter({ kind }, { allowMissing: true });
    expect(renderImagesList(["a", "b"], await printerOf("json"))).toBe(
      '{\n    "kind": "Images",\n    "apiVersion": "output.kubeadm.k8s.io/v1alpha3",\n    "images": [\n        "a",\n        "b"\n    ]\n}\n',
    );
    expect(renderImagesList(["a", "b"], await printerOf("yaml"))).toBe(
      "apiVersion: output.kubeadm.k8s.io/v1alpha3\nimages:\n- a\n- b\nkind: Images\n",
    );
  });
});
