import type { ComponentConfiguration } from "../config/v1beta4.ts";
import { configMapKeys, configMaps, groups, namespaces, roles } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { printYaml } from "../yaml.ts";
import { hashAnnotation } from "./config-hash.ts";
import { completeKubelet } from "./kubelet-configuration.ts";
import { group, readOne } from "./rbac.ts";

/** ConfigMap kubelet-config: what holds for every kubelet of the cluster. */
export function kubeletConfigMap(
  kubelet: ComponentConfiguration,
  options: { readonly userSupplied: boolean },
): KubeObject {
  const data = { [configMapKeys.kubelet]: printYaml(completeKubelet(kubelet)) };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: configMaps.kubelet,
      namespace: namespaces.system,
      ...hashAnnotation(data, options.userSupplied),
    },
    data,
  };
}

/** ConfigMap kubelet-config and who may read it. */
export function kubeletConfigObjects(
  kubelet: ComponentConfiguration,
  options: { readonly userSupplied: boolean },
): KubeObject[] {
  const target = { namespace: namespaces.system, resource: "configmaps", name: configMaps.kubelet } as const;
  return [
    kubeletConfigMap(kubelet, options),
    ...readOne(roles.kubeletConfig, target, [group(groups.nodes), group(groups.bootstrappers)]),
  ];
}
