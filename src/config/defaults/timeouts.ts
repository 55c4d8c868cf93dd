import type * as z from "zod";
import { parseDuration } from "../duration.ts";
import type { timeouts } from "../schema/shared.ts";
import type { Timeouts } from "../v1beta4.ts";

const minute = 60_000;

/** kubeadm's. */
const defaultTimeouts: Timeouts = {
  controlPlaneComponentHealthCheck: 4 * minute,
  kubeletHealthCheck: 4 * minute,
  kubernetesAPICall: minute,
  etcdAPICall: 2 * minute,
  tlsBootstrap: 5 * minute,
  discovery: 5 * minute,
  upgradeManifests: 5 * minute,
};

/** A timer of Node that is set to more than 2^31-1 ms, which is 24.8 days, rings at once. */
const longest = 24 * 24 * 60 * minute;

/** The timeouts as written, kubeadm's where nothing is written. 0s is kept; more than 24 days are 24 days. */
export function timeoutsOf(raw: z.infer<typeof timeouts>): Timeouts {
  const of = (name: keyof Timeouts): number => Math.min(longest, milliseconds(raw?.[name], defaultTimeouts[name]));
  return {
    controlPlaneComponentHealthCheck: of("controlPlaneComponentHealthCheck"),
    kubeletHealthCheck: of("kubeletHealthCheck"),
    kubernetesAPICall: of("kubernetesAPICall"),
    etcdAPICall: of("etcdAPICall"),
    tlsBootstrap: of("tlsBootstrap"),
    discovery: of("discovery"),
    upgradeManifests: of("upgradeManifests"),
  };
}

/** A duration in milliseconds; `otherwise` when none is written. */
export function milliseconds(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : (parseDuration(text) ?? otherwise);
}
