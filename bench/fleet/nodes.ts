/** A machine of the fleet, and the loopback address at which its sshd answers. */
export interface FleetNode {
  readonly name: string;
  readonly role: "control-plane" | "worker";
  readonly address: string;
  readonly sshAddress: string;
}

/** cp1 to cp3 and as many workers as make up the count; up to 60,000. */
export function fleetNodes(count: number): readonly FleetNode[] {
  return Array.from({ length: count }, (_, index) => {
    const isControlPlane = index < 3;
    const number = index + 1;
    const host = `${(number >> 8) + 1}.${number & 255}`;
    return {
      name: isControlPlane ? `cp${number}` : `w${number - 3}`,
      role: isControlPlane ? "control-plane" : "worker",
      address: `10.77.${host}`,
      sshAddress: `127.77.${host}`,
    };
  });
}

/** The cluster file of a fleet whose machines answer at this port, with the ssh_config that leads to them. */
export function fleetClusterFile(nodes: readonly FleetNode[], port: number, configFile: string): string {
  const lines = nodes.map(
    ({ name, role, address, sshAddress }) =>
      `  - {name: ${name}, role: ${role}, address: ${address}, ssh: {address: ${sshAddress}}}`,
  );
  return `apiVersion: kubewright.dev/v1alpha1
kind: Cluster
metadata: {name: fleet}
spec:
  ssh: {user: root, port: ${port}, configFile: ${configFile}}
  nodes:
${lines.join("\n")}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
controlPlaneEndpoint: ${nodes[0]?.address}:6443
networking: {podSubnet: 10.244.0.0/16}
`;
}
