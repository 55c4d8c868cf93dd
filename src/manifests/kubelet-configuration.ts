import type { ComponentConfiguration } from "../config/v1beta4.ts";
import { isMapping, type Mapping } from "./merge-patch.ts";

/** Logging as component configurations print it when nothing is set. */
export const zeroLogging = {
  flushFrequency: 0,
  options: { json: { infoBufferSize: "0" }, text: { infoBufferSize: "0" } },
  verbosity: 0,
} as const;

/** What a KubeletConfiguration prints for fields that nobody set. "0s" means: the kubelet's own default. */
const zeroKubelet: Mapping = {
  authentication: { anonymous: {}, webhook: { cacheTTL: "0s" }, x509: {} },
  authorization: { webhook: { cacheAuthorizedTTL: "0s", cacheUnauthorizedTTL: "0s" } },
  containerRuntimeEndpoint: "",
  cpuManagerReconcilePeriod: "0s",
  crashLoopBackOff: {},
  evictionPressureTransitionPeriod: "0s",
  fileCheckFrequency: "0s",
  httpCheckFrequency: "0s",
  imageMaximumGCAge: "0s",
  imageMinimumGCAge: "0s",
  logging: zeroLogging,
  memorySwap: {},
  nodeStatusReportFrequency: "0s",
  nodeStatusUpdateFrequency: "0s",
  runtimeRequestTimeout: "0s",
  shutdownGracePeriod: "0s",
  shutdownGracePeriodCriticalPods: "0s",
  streamingConnectionIdleTimeout: "0s",
  syncFrequency: "0s",
  volumeStatsAggPeriod: "0s",
};

/** `value` over `zero`: what is set stays, what is absent (or null where a mapping belongs) is filled in. */
export function withZeros(zero: Mapping, value: Mapping): Mapping {
  const result: Record<string, unknown> = { ...zero };
  for (const [key, set] of Object.entries(value)) {
    const below = zero[key];
    if (isMapping(below)) result[key] = isMapping(set) ? withZeros(below, set) : below;
    else if (set !== undefined) result[key] = set;
  }
  return result;
}

/** The configuration as it is stored and written, every field that kubeadm prints in it. */
export function completeKubelet(kubelet: ComponentConfiguration): ComponentConfiguration {
  return { ...withZeros(zeroKubelet, kubelet), apiVersion: kubelet.apiVersion, kind: kubelet.kind };
}
