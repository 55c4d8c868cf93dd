import { formatDuration } from "../duration.ts";
import type { LocalApiEndpoint, NodeRegistration, Timeouts } from "../v1beta4.ts";
import { omitEmpty } from "./omit-empty.ts";

/** Timeouts as kubeadm writes them. */
export function timeoutsDocument(timeouts: Timeouts): Record<string, string> {
  return Object.fromEntries(Object.entries(timeouts).map(([name, value]) => [name, formatDuration(value as number)]));
}

/** nodeRegistration as kubeadm writes it: `taints` is null when not set. */
export function nodeRegistrationDocument(node: NodeRegistration): Record<string, unknown> {
  const { name, criSocket, kubeletExtraArgs, ignorePreflightErrors, imagePullPolicy, imagePullSerial } = node;
  return {
    ...omitEmpty({ name, criSocket, kubeletExtraArgs, ignorePreflightErrors, imagePullPolicy }),
    imagePullSerial,
    taints: node.taints ?? null,
  };
}

/** localAPIEndpoint as kubeadm writes it. */
export function endpointDocument({ advertiseAddress, bindPort }: LocalApiEndpoint): Record<string, unknown> {
  return omitEmpty({ advertiseAddress, bindPort });
}
