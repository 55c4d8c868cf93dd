import type { Argument, ClusterConfiguration, ComponentConfiguration } from "../config/v1beta4.ts";
import type { HealthAddress } from "../kube/component-health.ts";
import { argumentValue } from "../manifests/arguments.ts";

/** Where the components of a node tell how they are, as far as the configuration says so; the rest is their defaults. */
export interface HealthAddresses {
  readonly kubelet: HealthAddress;
  readonly controllerManager: HealthAddress;
  readonly scheduler: HealthAddress;
}

/** By bind-address and secure-port in extraArgs, and by healthzBindAddress and healthzPort of the KubeletConfiguration. */
export function healthAddresses(
  cluster: Pick<ClusterConfiguration, "controllerManager" | "scheduler">,
  kubelet: ComponentConfiguration,
): HealthAddresses {
  return {
    kubelet: kubeletHealthAddress(kubelet),
    controllerManager: served(cluster.controllerManager.extraArgs),
    scheduler: served(cluster.scheduler.extraArgs),
  };
}

/** The kubelet's alone: workers have nothing else. */
export function kubeletHealthAddress(kubelet: ComponentConfiguration): HealthAddress {
  const { healthzBindAddress: bound, healthzPort: port } = kubelet;
  return { host: typeof bound === "string" ? reachable(bound) : undefined, port: portOf(port) };
}

function served(extraArgs: readonly Argument[]): HealthAddress {
  const bound = argumentValue(extraArgs, "bind-address");
  return {
    host: bound === undefined ? undefined : reachable(bound),
    port: portOf(Number(argumentValue(extraArgs, "secure-port"))),
  };
}

/** What listens everywhere is asked on its own machine. */
function reachable(bound: string): string | undefined {
  if (bound === "" || bound === "0.0.0.0") return undefined;
  return bound === "::" ? "::1" : bound;
}

function portOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65_536 ? value : undefined;
}
