/** kubeadm's own feature gates and what they are when the configuration does not name them. */
export const featureGates = {
  /** true: the socket of the container runtime stands in instance-config.yaml; false: in the kubelet's flags. */
  NodeLocalCRISocket: true,
  /** Deprecated. true: ECDSA-P256 keys. */
  PublicKeysECDSA: false,
  /** Deprecated. true: the control plane's containers run as users of their own. */
  RootlessControlPlane: false,
} as const;
