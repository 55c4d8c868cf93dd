import { MemoryMachine } from "./memory-machine.ts";
import { MemoryNetwork } from "./memory-network.ts";

/** A configuration of `init` on cp1. Its keys are of the kind that is made in no time. */
export const initConfig = `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 10.77.0.11}
nodeRegistration: {name: cp1, criSocket: unix:///run/containerd/containerd.sock}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
controlPlaneEndpoint: cp1:6443
networking: {podSubnet: 10.244.0.0/16}
encryptionAlgorithm: ECDSA-P256
`;

/** `kubewright init` with that configuration on standard input. */
export const initWords = ["init", "--config", "-"] as const;

/** Blank machines of one network: cp1 has 10.77.0.11, cp2 .12, cp3 .13, w1 .21. */
export function blankMachines(): Record<"cp1" | "cp2" | "cp3" | "w1", MemoryMachine> {
  const network = new MemoryNetwork();
  return {
    cp1: new MemoryMachine(network, "cp1", "10.77.0.11"),
    cp2: new MemoryMachine(network, "cp2", "10.77.0.12"),
    cp3: new MemoryMachine(network, "cp3", "10.77.0.13"),
    w1: new MemoryMachine(network, "w1", "10.77.0.21"),
  };
}
