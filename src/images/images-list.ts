import type { ObjectPrinter } from "../output/object-printer.ts";

/** kubeadm's output object (output.kubeadm.k8s.io/v1alpha3, kind Images) as `print` prints it, or one image a line. */
export function renderImagesList(images: readonly string[], print: ObjectPrinter | null): string {
  if (print === null) return images.map((image) => `${image}\n`).join("");
  return print([{ kind: "Images", apiVersion: "output.kubeadm.k8s.io/v1alpha3", images }]);
}
