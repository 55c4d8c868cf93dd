import { kubeletApiVersion, oldestKubernetesMinor } from "../constants/versions.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import { parseYaml, printYaml } from "../yaml.ts";
import { bindPortOf } from "./defaults/init.ts";
import { clusterDocument } from "./print/cluster-document.ts";
import { finishedCluster, rawCluster } from "./read-init.ts";
import { Reading } from "./reading.ts";
import { absentKind } from "./rules/absent-kind.ts";
import type { ClusterConfiguration, ComponentConfiguration } from "./v1beta4.ts";
import { isMapping } from "./value-at.ts";

/** The text under `ClusterConfiguration` in the ConfigMap kubeadm-config. */
export function kubeadmConfigYaml(cluster: ClusterConfiguration): string {
  return printYaml(clusterDocument(cluster));
}

/** Reads that text back (v1beta3 too). Throws ManyErrors when it does not keep kubeadm's rules, KubewrightError when it is no YAML. */
export function parseClusterConfiguration(
  text: string,
  name = "ConfigMap kube-system/kubeadm-config",
): { readonly cluster: ClusterConfiguration; readonly warnings: readonly string[] } {
  const reading = new Reading({ source: { name, text }, flags: {}, table: {}, strict: false });
  const { cluster: raw } = rawCluster(reading);
  if (reading.document("ClusterConfiguration") === undefined) reading.report("", [absentKind("ClusterConfiguration")]);
  const cluster = finishedCluster(reading, raw, bindPortOf(undefined), oldestKubernetesMinor);
  return { warnings: reading.finish(), cluster };
}

/** Reads the text under `kubelet` in the ConfigMap kubelet-config. Code CONFIG_KIND_ABSENT when it is something else. */
export function parseKubeletConfiguration(
  text: string,
  name = "ConfigMap kube-system/kubelet-config",
): ComponentConfiguration {
  const kind = "KubeletConfiguration";
  const value = parseYaml(text, name);
  if (isMapping(value) && value["apiVersion"] === kubeletApiVersion && value["kind"] === kind) {
    return { ...value, apiVersion: kubeletApiVersion, kind };
  }
  throw new KubewrightError("CONFIG_KIND_ABSENT", {
    what: `${name} holds no ${kind} of ${kubeletApiVersion}`,
    next: "Look at the object; kubeadm writes it during init.",
    exitCode: exitCodes.usage,
  });
}
