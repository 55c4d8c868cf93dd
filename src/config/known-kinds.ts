import {
  deprecatedKubeadmApiVersion,
  kubeadmApiVersion,
  kubeletApiVersion,
  kubeProxyApiVersion,
  ownApiVersion,
} from "../constants/versions.ts";
import type { ConfigDocument } from "./documents.ts";
import { nearest } from "./nearest.ts";
import type { Finding } from "./problem.ts";

/** The kubeadm that could still read an API version that today's cannot. */
const lastReader: Readonly<Record<string, string>> = {
  "kubeadm.k8s.io/v1alpha1": "v1.11",
  "kubeadm.k8s.io/v1alpha2": "v1.12",
  "kubeadm.k8s.io/v1alpha3": "v1.14",
  "kubeadm.k8s.io/v1beta1": "v1.15",
  "kubeadm.k8s.io/v1beta2": "v1.22",
};

const kinds: Readonly<Record<string, readonly string[]>> = {
  [kubeadmApiVersion]: [
    "InitConfiguration",
    "ClusterConfiguration",
    "JoinConfiguration",
    "ResetConfiguration",
    "UpgradeConfiguration",
  ],
  [deprecatedKubeadmApiVersion]: ["InitConfiguration", "ClusterConfiguration", "JoinConfiguration"],
  [kubeletApiVersion]: ["KubeletConfiguration"],
  [kubeProxyApiVersion]: ["KubeProxyConfiguration"],
  [ownApiVersion]: ["Cluster"],
};

/** Whether a document's kind can be read: a finding when not. */
export function unreadable({ apiVersion, kind }: ConfigDocument): Finding | undefined {
  const reader = lastReader[apiVersion];
  if (reader !== undefined) {
    return {
      code: "CONFIG_VERSION_TOO_OLD",
      path: ["apiVersion"],
      what: `${apiVersion} is no longer read`,
      next: `Migrate the file step by step; the last to read this version is kubeadm ${reader} (kubeadm config migrate).`,
    };
  }
  return kinds[apiVersion]?.includes(kind) ? undefined : unknownKind(apiVersion, kind);
}

function unknownKind(apiVersion: string, kind: string): Finding {
  const known = kinds[apiVersion];
  const meant = known === undefined ? nearest(apiVersion, Object.keys(kinds)) : nearest(kind, known);
  const what = known === undefined ? `${apiVersion} is not known` : `${apiVersion} has no kind ${kind}`;
  return {
    code: "CONFIG_KIND_UNKNOWN",
    path: [known === undefined ? "apiVersion" : "kind"],
    what: meant === undefined ? what : `${what}; did you mean ${meant}?`,
    next: `Known are: ${Object.entries(kinds)
      .map(([version, names]) => `${version} ${names.join(", ")}`)
      .join("; ")}.`,
  };
}
