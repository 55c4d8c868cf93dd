import type { ComponentConfiguration } from "../config/v1beta4.ts";
import { kubeletConfigFile, kubeletFlagsFile, kubeletInstanceConfigFile } from "../constants/paths.ts";
import { printYaml } from "../yaml.ts";
import { applyPatches } from "./apply-patches.ts";
import { completeKubelet } from "./kubelet-configuration.ts";
import { kubeletFlags, kubeletFlagsText } from "./kubelet-flags.ts";
import type { KubeletNode } from "./kubelet-node.ts";

/** The content of instance-config.yaml: what holds for one node only. Always in double quotes. */
export function instanceConfigText(criSocket: string): string {
  return `containerRuntimeEndpoint: ${JSON.stringify(criSocket)}\n`;
}

/** The container runtime's socket in an instance-config.yaml; undefined when it names none. */
export function criSocketIn(instanceConfig: string): string | undefined {
  const found = /^containerRuntimeEndpoint:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#]+))/m.exec(instanceConfig);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

/** The content of config.yaml: the cluster's configuration, the user's patches, then what holds for this node. */
export function kubeletConfigText(kubelet: ComponentConfiguration, node: KubeletNode): string {
  const { nodeLocalCriSocket, resolvConf } = node;
  const own = resolvConf !== undefined && kubelet["resolvConf"] === undefined ? { resolvConf } : {};
  const patched = applyPatches("kubeletconfiguration", { ...completeKubelet(kubelet), ...own }, node.patches ?? []);
  return printYaml(nodeLocalCriSocket ? { ...patched, containerRuntimeEndpoint: node.criSocket } : patched);
}

/** What the kubelet of one node reads: path to text. Each is written with mode 0644, owner root. */
export function kubeletFiles(kubelet: ComponentConfiguration, node: KubeletNode): ReadonlyMap<string, string> {
  return new Map([
    [kubeletConfigFile, kubeletConfigText(kubelet, node)],
    ...(node.nodeLocalCriSocket ? [[kubeletInstanceConfigFile, instanceConfigText(node.criSocket)] as const] : []),
    [kubeletFlagsFile, kubeletFlagsText(kubeletFlags(node))],
  ]);
}
