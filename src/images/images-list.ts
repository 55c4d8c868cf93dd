import { printYaml } from "../yaml.ts";

/** How `config images list` can be printed. */
export type ImagesListFormat = "text" | "json" | "yaml";

/** kubeadm's output object (output.kubeadm.k8s.io/v1alpha3, kind Images), or one image a line. Ends with a newline. */
export function renderImagesList(images: readonly string[], format: ImagesListFormat): string {
  if (format === "text") return images.map((image) => `${image}\n`).join("");
  const list = { kind: "Images", apiVersion: "output.kubeadm.k8s.io/v1alpha3", images };
  return format === "json" ? `${JSON.stringify(list, null, 4)}\n` : printYaml(list);
}
