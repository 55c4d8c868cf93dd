import { exitCodes, KubewrightError } from "../errors.ts";
import type { ClusterConfiguration, InitIntent, JoinConfiguration, Patches } from "./v1beta4.ts";

/** What a configuration asks for that this release cannot do; it is refused instead of ignored. Code CONFIG_UNSUPPORTED. */
export function unsupportedInit({ init, cluster }: InitIntent): KubewrightError[] {
  const parts = unsupportedParts(cluster).map(([path, what]) => refusal(path, what));
  return [...parts, ...patchesRefusal(init.patches)];
}

/** What a cluster's own configuration has that this release cannot make: no control plane is added to it. Code CONFIG_UNSUPPORTED. */
export function unsupportedCluster(cluster: ClusterConfiguration): KubewrightError[] {
  return unsupportedParts(cluster).map(
    ([path, what]) =>
      new KubewrightError("CONFIG_UNSUPPORTED", {
        what: `The cluster's configuration has ${path}: this release adds no control plane to a cluster with ${what} yet`,
        next: "Use kubeadm for the control planes of this cluster: kubeadm join --control-plane. Workers join with kubewright.",
        exitCode: exitCodes.usage,
      }),
  );
}

function unsupportedParts({ etcd, featureGates }: ClusterConfiguration): readonly (readonly [string, string])[] {
  return [
    ...(etcd.external === undefined ? [] : [["etcd.external", "an external etcd"] as const]),
    ...(featureGates["RootlessControlPlane"] === true
      ? [["featureGates.RootlessControlPlane", "a control plane without root"] as const]
      : []),
  ];
}

/** The same for join. */
export function unsupportedJoin(join: JoinConfiguration): KubewrightError[] {
  return patchesRefusal(join.patches);
}

function patchesRefusal(patches: Patches | undefined): KubewrightError[] {
  return patches === undefined ? [] : [refusal("patches.directory", "patches")];
}

function refusal(path: string, what: string): KubewrightError {
  return new KubewrightError("CONFIG_UNSUPPORTED", {
    what: `${path}: this release does not support ${what} yet`,
    next: "Leave it out, or use kubeadm for this cluster.",
    exitCode: exitCodes.usage,
  });
}
