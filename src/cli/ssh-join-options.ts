import type { SshJoinOptions } from "../apply/ssh-join/run-ssh-join.ts";
import type { JoinFlags } from "../config/join-flags.ts";
import type { Call } from "./command-spec.ts";
import { outputForm } from "./run-options.ts";

/** The flags of `join` that go with --ssh alone. */
export const sshJoinFlags: readonly string[] = [
  "ssh",
  "ssh-config",
  "identity-file",
  "accept-new-host-keys",
  "sudo-password-file",
];

/** What was typed for `join --ssh`; null without it. Words that stand alone are further machines. */
export function sshJoinOptions({ args, flags, verbosity }: Call): SshJoinOptions | null {
  const { ssh: named, "ssh-config": config, "identity-file": identity, ...others } = flags;
  if (!Array.isArray(named)) return null;
  const { "accept-new-host-keys": acceptNew, "sudo-password-file": passwordFile, output: _output, ...join } = others;
  return {
    hosts: [...named, ...args],
    flags: join as JoinFlags,
    defaults: {
      ...(typeof config === "string" ? { configFile: config } : {}),
      ...(typeof identity === "string" ? { identityFile: identity } : {}),
    },
    ssh: {
      acceptNewHostKeys: acceptNew === true,
      sudoPasswordFile: typeof passwordFile === "string" ? passwordFile : undefined,
    },
    output: outputForm({ args, flags, verbosity }, ["text", "json"], "text"),
    verbosity,
  };
}
