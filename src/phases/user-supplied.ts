import { readYamlDocuments } from "../yaml.ts";

/** Which component configurations came from the user: kubeadm marks the others with a hash of what it wrote. */
export interface UserSupplied {
  readonly kubelet: boolean;
  readonly kubeProxy: boolean;
}

/** What a configuration file brings of its own; nothing without a file. */
export function clusterHasOwnConfiguration(text: string | undefined): UserSupplied {
  const kinds = (text === undefined ? [] : readYamlDocuments({ name: "configuration", text })).map(({ value }) =>
    typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined,
  );
  return { kubelet: kinds.includes("KubeletConfiguration"), kubeProxy: kinds.includes("KubeProxyConfiguration") };
}
