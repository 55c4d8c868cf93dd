import { adminConf } from "../constants/paths.ts";
import type { JoinFlags } from "./join-flags.ts";
import type { ConfigSource, MachineAnswers } from "./load.ts";
import { loadJoinFrom } from "./load-join.ts";
import type { JoinConfiguration } from "./v1beta4.ts";

/** What a join over SSH is given for one machine. */
export interface SshJoinRequest {
  readonly source: ConfigSource | undefined;
  readonly flags: JoinFlags;
  /** The machine that joins. */
  readonly machine: MachineAnswers;
}

/** Stands for a machine that is not connected yet, so that a wrong file or flag is told of before. */
export const anyMachine: MachineAnswers = {
  hostname: "node",
  defaultRouteAddress: "192.0.2.1",
  loopbackGlobalAddress: null,
  criSockets: [],
};

/**
 * Reads join's file or flags for a machine that joins over SSH. They say nothing of how the cluster is found: the control
 * plane where the command is typed knows it, as if its admin.conf were the discovery file. Throws what `loadJoin` throws.
 */
export function loadSshJoin({ source, flags, machine }: SshJoinRequest): {
  readonly join: JoinConfiguration;
  readonly warnings: readonly string[];
} {
  const { "control-plane": asked = false, ...withFile } = flags;
  return loadJoinFrom({ source, flags: source === undefined ? flags : withFile, machine }, (raw) => {
    const { controlPlane, ...others } = raw;
    const isControlPlane = asked || controlPlane !== undefined;
    return {
      ...others,
      ...(isControlPlane ? { controlPlane: { ...controlPlane, certificateKey: "" } } : {}),
      discovery: { file: { kubeConfigPath: adminConf } },
    };
  });
}
