import { exitCodes, KubewrightError } from "../errors.ts";
import type { InitIntent, JoinConfiguration, Patches } from "./v1beta4.ts";

/** What a configuration asks for that this release cannot do; it is refused instead of ignored. Code CONFIG_UNSUPPORTED. */
export function unsupportedInit({ init, cluster }: InitIntent): KubewrightError[] {
  return [
    ...(cluster.etcd.external === undefined ? [] : [refusal("etcd.external", "an external etcd")]),
    ...patchesRefusal(init.patches),
    ...(cluster.featureGates["RootlessControlPlane"] === true
      ? [refusal("featureGates.RootlessControlPlane", "a control plane without root")]
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
