import type { Hop } from "./hop.ts";

/** What a person types to log in there, over the machines in between. */
export function sshCommand({ port, jumps, user, alias }: Hop): string {
  const over = jumps.length === 0 ? "" : ` -J ${jumps.join(",")}`;
  return `ssh${port === 22 ? "" : ` -p ${port}`}${over} ${user}@${alias} true`;
}
