import type { InitConfiguration, LocalApiEndpoint } from "../config/v1beta4.ts";
import { hostCaDirectories } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import type { ControlPlaneNode, EtcdInitialCluster } from "../manifests/control-plane-node.ts";
import { proxyEnvironment } from "../manifests/environment.ts";

/** A control plane as its file or flags describe it. */
export interface ControlPlaneIdentity {
  readonly name: string;
  readonly endpoint: LocalApiEndpoint;
  readonly healthCheckMs: number;
}

/** What `init` calls the control plane it makes. */
export function initIdentity(init: InitConfiguration): ControlPlaneIdentity {
  return {
    name: init.nodeRegistration.name,
    endpoint: init.localAPIEndpoint,
    healthCheckMs: init.timeouts.controlPlaneComponentHealthCheck,
  };
}

/** The same with what only the machine knows: the CA directories it has. The proxy settings are those of the one who runs this, as with kubeadm. */
export async function controlPlaneNode(
  view: HostView,
  identity: ControlPlaneIdentity,
  environment: Readonly<Record<string, string | undefined>>,
  etcd?: EtcdInitialCluster,
): Promise<ControlPlaneNode> {
  const there = await view.list(hostCaDirectories);
  return {
    name: identity.name,
    endpoint: identity.endpoint,
    healthCheckMs: identity.healthCheckMs,
    caDirectories: hostCaDirectories.filter((directory) => there.has(directory)),
    proxyEnvironment: proxyEnvironment(environment),
    externalCa: false,
    ...(etcd === undefined ? {} : { etcd }),
  };
}
