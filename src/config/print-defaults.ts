import { exitCodes, KubewrightError } from "../errors.ts";
import { printYaml, printYamlDocuments } from "../yaml.ts";
import { kubeProxyConfiguration } from "./component/kube-proxy-defaults.ts";
import { kubeletConfiguration } from "./component/kubelet-defaults.ts";
import { clusterOf } from "./defaults/cluster.ts";
import { initOf } from "./defaults/init.ts";
import { joinOf } from "./defaults/join.ts";
import { resetOf } from "./defaults/reset.ts";
import { upgradeOf } from "./defaults/upgrade.ts";
import { defaultCriSocket } from "./machine-defaults.ts";
import { nearest } from "./nearest.ts";
import { clusterDocument } from "./print/cluster-document.ts";
import { initDocument } from "./print/init-document.ts";
import { joinDocument } from "./print/join-document.ts";
import { resetDocument, upgradeDocument } from "./print/other-documents.ts";

/** kubeadm's placeholders: what is printed is to be edited. */
const placeholder = {
  token: "abcdef.0123456789abcdef",
  advertiseAddress: "1.2.3.4",
  node: "node",
  kubernetesVersion: "1.36.0",
  apiServerEndpoint: "kube-apiserver:6443",
} as const;

const componentKinds = ["KubeProxyConfiguration", "KubeletConfiguration"];

/** An InitConfiguration and a ClusterConfiguration with all defaults; `components` names component configurations to add. Code CONFIG_KIND_UNKNOWN. */
export function printInitDefaults(components: readonly string[] = []): string {
  for (const kind of components) if (!componentKinds.includes(kind)) throw notAComponent(kind);
  const endpoint = { advertiseAddress: placeholder.advertiseAddress, bindPort: 6443, advertiseAddressGiven: true };
  const node = { hostname: placeholder.node, criSocket: defaultCriSocket, endpoint };
  const init = initOf({ bootstrapTokens: [{ token: placeholder.token }] }, node, () => new Uint8Array());
  const cluster = clusterOf({ kubernetesVersion: placeholder.kubernetesVersion });
  const kubelet = kubeletConfiguration({}, cluster).configuration;
  const kubeProxy = kubeProxyConfiguration({}, cluster, endpoint.advertiseAddress).configuration;
  return printYamlDocuments([
    initDocument(init),
    clusterDocument(cluster),
    ...(components.includes("KubeletConfiguration") ? [kubelet] : []),
    ...(components.includes("KubeProxyConfiguration") ? [kubeProxy] : []),
  ]);
}

/** A JoinConfiguration with all defaults. */
export function printJoinDefaults(hostname: string): string {
  const bootstrapToken = {
    token: placeholder.token,
    apiServerEndpoint: placeholder.apiServerEndpoint,
    unsafeSkipCAVerification: true,
  };
  const node = { hostname, criSocket: defaultCriSocket, endpoint: undefined };
  return printYaml(joinDocument(joinOf({ discovery: { bootstrapToken } }, node)));
}

/** A ResetConfiguration with all defaults. */
export function printResetDefaults(): string {
  return printYaml(resetDocument(resetOf({}, defaultCriSocket)));
}

/** An UpgradeConfiguration with all defaults. */
export function printUpgradeDefaults(): string {
  return printYaml(upgradeDocument(upgradeOf({})));
}

function notAComponent(kind: string): KubewrightError {
  const meant = nearest(kind, componentKinds);
  return new KubewrightError("CONFIG_KIND_UNKNOWN", {
    what: `--component-configs: there is no ${kind}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    next: `Write ${componentKinds.join(" or ")}.`,
    exitCode: exitCodes.usage,
  });
}
