import type { ClusterConfiguration, EncryptionAlgorithm } from "./v1beta4.ts";

/** The algorithm of all keys: kubeadm's old feature gate PublicKeysECDSA, true or false, beats encryptionAlgorithm. */
export function keyAlgorithm({ featureGates, encryptionAlgorithm }: ClusterConfiguration): EncryptionAlgorithm {
  const gate = featureGates["PublicKeysECDSA"];
  if (gate === undefined) return encryptionAlgorithm;
  return gate ? "ECDSA-P256" : "RSA-2048";
}
