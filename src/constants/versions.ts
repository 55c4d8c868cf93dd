/** What a cluster gets when its file names no version and no version label can be resolved. */
export const defaultKubernetesVersion = "v1.36.3";

/** The kubeadm whose files and objects are the measure of this tool's. */
export const measuredKubeadmVersion = "v1.36.3";

/** The minor versions (of major 1) that this tool makes and joins. */
export const oldestKubernetesMinor = 34;
export const newestKubernetesMinor = 36;

export const kubeadmApiVersion = "kubeadm.k8s.io/v1beta4";
export const deprecatedKubeadmApiVersion = "kubeadm.k8s.io/v1beta3";
export const kubeletApiVersion = "kubelet.config.k8s.io/v1beta1";
export const kubeProxyApiVersion = "kubeproxy.config.k8s.io/v1alpha1";

/** The API version of the kinds that are this tool's own. */
export const ownApiVersion = "kubewright.dev/v1alpha1";
