import type { NodeSsh } from "../../config/cluster-intent.ts";
import { exitCodes, KubewrightError, ManyErrors } from "../../errors.ts";

/** A machine as it was typed behind --ssh. */
export interface SshTarget {
  /** "root@w2:2222" */
  readonly text: string;
  readonly ssh: NodeSsh;
}

/** How all of them are reached, beside what was typed for each. */
export type SshDefaults = Pick<NodeSsh, "identityFile" | "configFile">;

/** Reads "user@host:port", user and port where they are needed; an IPv6 address with a port stands in brackets. Throws every word that is none, and every one that is there twice; exit code 2. */
export function sshTargets(words: readonly string[], defaults: SshDefaults): readonly SshTarget[] {
  const targets = words.map((text) => ({ text, ssh: targetOf(text, defaults) }));
  const errors = targets.flatMap(({ text, ssh }, at) => {
    if (ssh === null) return [invalid(text)];
    return words.indexOf(text) < at ? [twice(text)] : [];
  });
  if (errors.length > 0) throw new ManyErrors(errors);
  return targets.flatMap(({ text, ssh }) => (ssh === null ? [] : [{ text, ssh }]));
}

const pattern = /^(?:([^@\s]+)@)?(?:\[([0-9a-fA-F:.%\w]+)\](?::(\d{1,5}))?|([^@:\s[\]]+)(?::(\d{1,5}))?)$/;
/** A bare IPv6 address has colons of its own, and no port. */
const bareIpv6 = /^(?:([^@\s]+)@)?([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/;

function targetOf(text: string, defaults: SshDefaults): NodeSsh | null {
  const bare = bareIpv6.exec(text);
  const [, user = bare?.[1], bracketed, portAfterBracket, name, portAfterName] = pattern.exec(text) ?? [];
  const address = bare?.[2] ?? bracketed ?? name;
  const written = portAfterBracket ?? portAfterName;
  const port = written === undefined ? undefined : Number(written);
  if (address === undefined || address.startsWith("-") || port === 0 || (port ?? 1) > 65_535) return null;
  return {
    address,
    ...defaults,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
  };
}

function invalid(text: string): KubewrightError {
  return new KubewrightError("SSH_TARGET_INVALID", {
    what: `"${text}" is not a machine to log in to.`,
    next: "Write what you would type after ssh: root@w2, w2, or root@10.0.0.22:2222.",
    exitCode: exitCodes.usage,
  });
}

function twice(text: string): KubewrightError {
  return new KubewrightError("SSH_TARGET_INVALID", {
    what: `${text} is named twice.`,
    next: "Name each machine once.",
    exitCode: exitCodes.usage,
  });
}
