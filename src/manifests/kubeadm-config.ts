import { configMapKeys, configMaps, groups, namespaces, roles } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { group, readOne } from "./rbac.ts";

/** ConfigMap kubeadm-config with the printed ClusterConfiguration, and who may read it. */
export function kubeadmConfigObjects(clusterConfiguration: string): KubeObject[] {
  return [kubeadmConfigMap(clusterConfiguration), ...kubeadmConfigRbac()];
}

/** ConfigMap kubeadm-config: by it every later kubeadm knows the cluster. */
function kubeadmConfigMap(clusterConfiguration: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: configMaps.kubeadm, namespace: namespaces.system },
    data: { [configMapKeys.kubeadm]: clusterConfiguration },
  };
}

function kubeadmConfigRbac(): KubeObject[] {
  const target = { namespace: namespaces.system, resource: "configmaps", name: configMaps.kubeadm } as const;
  return readOne(roles.kubeadmConfig, target, [group(groups.bootstrappers), group(groups.nodes)]);
}
