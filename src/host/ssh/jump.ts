import { wholeNumber } from "./config-number.ts";
import type { HopQuery } from "./hop.ts";
import { hostError } from "./host-error.ts";

/** "user@host:port", "[address]:port" or "ssh://…" as its parts. Error HOST_SSH_CONFIG_INVALID. */
export function parseJump(text: string): HopQuery {
  const match = /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:@[\]]+))(?::(\d+))?\/?$/.exec(text);
  const alias = match?.[2] ?? match?.[3];
  if (match === null || alias === undefined) {
    throw hostError("HOST_SSH_CONFIG_INVALID", {
      what: `"${text}" is not a machine to jump over.`,
      next: "Write it as user@host:port, several with commas between them.",
    });
  }
  return {
    alias,
    user: match[1],
    port: match[4] === undefined ? undefined : wholeNumber("The port of a ProxyJump", match[4], 65_535),
  };
}
