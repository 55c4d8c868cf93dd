import { kubeadmConfigYaml } from "../config/kubeadm-config.ts";
import type { InitIntent } from "../config/v1beta4.ts";
import type { Phase } from "../engine/phase.ts";
import { kubeadmConfigObjects } from "../manifests/kubeadm-config.ts";
import { kubeletConfigObjects } from "../manifests/kubelet-config.ts";
import { objectsStep } from "../steps/objects.ts";

/** Phase upload-config/kubeadm: ConfigMap kubeadm-config and who may read it. */
export function uploadKubeadmConfigPhase(intent: InitIntent): Phase {
  const objects = async () => kubeadmConfigObjects(kubeadmConfigYaml(intent.cluster));
  return {
    id: "upload-config/kubeadm",
    title: "The cluster's configuration is stored",
    steps: [objectsStep({ id: "kubeadm-config", title: "ConfigMap kubeadm-config", objects })],
  };
}

/** Phase upload-config/kubelet: ConfigMap kubelet-config and who may read it. */
export function uploadKubeletConfigPhase(intent: InitIntent, userSupplied: boolean): Phase {
  const objects = async () => kubeletConfigObjects(intent.kubelet, { userSupplied });
  return {
    id: "upload-config/kubelet",
    title: "The kubelets' configuration is stored",
    steps: [objectsStep({ id: "kubelet-config", title: "ConfigMap kubelet-config", objects })],
  };
}
