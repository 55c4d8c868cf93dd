import { stopIfInterrupted } from "../engine/fail.ts";
import type { Io } from "../io.ts";
import { Secret } from "../secret.ts";
import type { OpenHost, Reachable } from "./open-hosts.ts";

/** What the command line says of the way to the machines. */
export interface SshFlags {
  readonly acceptNewHostKeys: boolean;
  readonly sudoPasswordFile: string | undefined;
}

/** Opens the machines of a cluster over SSH. ssh2 is loaded now and no sooner. `close` ends what the machines share. */
export async function sshOpener(io: Io, flags: SshFlags): Promise<{ readonly open: OpenHost; close(): Promise<void> }> {
  const { openSshHost, sshRun } = await import("../host/ssh.ts");
  const run = sshRun({
    acceptNewHostKeys: flags.acceptNewHostKeys,
    ...(flags.sudoPasswordFile === undefined ? {} : { sudoPasswordFile: flags.sudoPasswordFile }),
    ...(io.env["SSH_AUTH_SOCK"] === undefined ? {} : { agentSocket: io.env["SSH_AUTH_SOCK"] }),
    ask: async ({ text, isHidden }) => {
      // What a machine asks has its own colon.
      const question = /[:?]\s*$/.test(text) ? text : `${text}: `;
      const answer = await io.ask(question, { isHidden }).catch((thrown: unknown) => {
        stopIfInterrupted(io.signal);
        throw thrown;
      });
      return answer === null ? null : new Secret(answer);
    },
  });
  const open: OpenHost = ({ name, address, ssh }: Reachable) =>
    openSshHost({ name, ...ssh, directAddress: address }, run);
  return { open, close: () => run.close() };
}
