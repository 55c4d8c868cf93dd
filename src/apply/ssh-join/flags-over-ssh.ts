import type { JoinFlags } from "../../config/join-flags.ts";
import { exitCodes, KubewrightError, ManyErrors } from "../../errors.ts";

/** They say how a host finds and trusts a cluster, or how its own run goes. */
const needless: readonly (keyof JoinFlags)[] = [
  "token",
  "token-file",
  "discovery-token",
  "discovery-token-ca-cert-hash",
  "discovery-token-unsafe-skip-ca-verification",
  "discovery-file",
  "tls-bootstrap-token",
  "certificate-key",
  "patches",
  "skip-phases",
];
/** They are one host's. */
const single: readonly (keyof JoinFlags)[] = ["node-name", "apiserver-advertise-address"];

/** Throws what has no place beside --ssh, all at once; exit code 2. */
export function refuseFlags(flags: JoinFlags, hosts: number): void {
  const errors = [
    ...needless
      .filter((name) => flags[name] !== undefined)
      .map((name) =>
        refused(
          `--${name} has no meaning with --ssh.`,
          "Leave it out: the cluster is known here, and the machines are trusted because SSH leads to them.",
        ),
      ),
    ...single
      .filter((name) => flags[name] !== undefined && hosts > 1)
      .map((name) => refused(`--${name} is for one machine, and ${hosts} are to join.`, "Join that one by itself.")),
  ];
  if (errors.length > 0) throw new ManyErrors(errors);
}

function refused(what: string, next: string): KubewrightError {
  return new KubewrightError("FLAG_NOT_WITH_SSH", { what, next, exitCode: exitCodes.usage });
}
