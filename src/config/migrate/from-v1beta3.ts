import { parseDuration } from "../duration.ts";
import type { RawCluster } from "../schema/cluster-configuration.ts";
import type { RawInit } from "../schema/init-configuration.ts";
import type { RawJoin } from "../schema/join-configuration.ts";
import type { RawClusterV1beta3, RawInitV1beta3, RawJoinV1beta3 } from "../schema/v1beta3.ts";

/** A v1beta3 ClusterConfiguration in v1beta4's form, and the timeout that now belongs to the other document. */
export interface MigratedCluster {
  readonly cluster: RawCluster;
  readonly controlPlaneComponentHealthCheck: string | undefined;
}

/** What kubeadm takes for "not set" in v1beta3, where the default is written into the document. */
const defaultHealthCheck = 240_000;

/** v1beta3 -> v1beta4. */
export function clusterFromV1beta3(old: RawClusterV1beta3): MigratedCluster {
  const { apiServer, controllerManager, scheduler, etcd, ...same } = old;
  const { timeoutForControlPlane, ...api } = apiServer ?? {};
  const timeout = timeoutForControlPlane === undefined ? 0 : (parseDuration(timeoutForControlPlane) ?? 0);
  return {
    cluster: {
      ...same,
      apiServer: withArguments(api),
      controllerManager: withArguments(controllerManager ?? {}),
      scheduler: withArguments(scheduler ?? {}),
      etcd: {
        ...(etcd?.local === undefined ? {} : { local: withArguments(etcd.local) }),
        ...(etcd?.external === undefined ? {} : { external: etcd.external }),
      },
    },
    controlPlaneComponentHealthCheck:
      timeout === 0 || timeout === defaultHealthCheck ? undefined : timeoutForControlPlane,
  };
}

/** v1beta3 -> v1beta4. */
export function initFromV1beta3({ nodeRegistration, ...same }: RawInitV1beta3): RawInit {
  return {
    ...same,
    ...(nodeRegistration === undefined ? {} : { nodeRegistration: withKubeletArguments(nodeRegistration) }),
  };
}

/** v1beta3 -> v1beta4. */
export function joinFromV1beta3({ nodeRegistration, discovery, ...same }: RawJoinV1beta3): RawJoin {
  const { timeout, ...found } = discovery ?? {};
  return {
    ...same,
    ...(nodeRegistration === undefined ? {} : { nodeRegistration: withKubeletArguments(nodeRegistration) }),
    ...(discovery === undefined ? {} : { discovery: found }),
    ...(timeout === undefined ? {} : { timeouts: { discovery: timeout } }),
  };
}

type Arguments = Record<string, string> | undefined;

function withArguments<Old extends { extraArgs?: Arguments }>(old: Old) {
  const { extraArgs, ...same } = old;
  return { ...same, ...(extraArgs === undefined ? {} : { extraArgs: argumentList(extraArgs) }) };
}

function withKubeletArguments<Old extends { kubeletExtraArgs?: Arguments }>(old: Old) {
  const { kubeletExtraArgs, ...same } = old;
  return { ...same, ...(kubeletExtraArgs === undefined ? {} : { kubeletExtraArgs: argumentList(kubeletExtraArgs) }) };
}

/** A map of flags as a list, sorted by name. */
function argumentList(map: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(map)
    .map(([name, value]) => ({ name, value }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
