import { isBootstrapToken, splitBootstrapToken } from "../config/bootstrap-token.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import { reveal, type Secret } from "../secret.ts";

/** A bootstrap token taken apart. */
export interface TokenParts {
  /** Six characters, public. */
  readonly id: string;
  /** Sixteen characters. */
  readonly secret: string;
}

/** The two parts of "abcdef.0123456789abcdef". Throws TOKEN_INVALID, which never shows the token. */
export function tokenParts(token: string | Secret): TokenParts {
  const text = reveal(token);
  if (isBootstrapToken(text)) return splitBootstrapToken(text);
  throw new KubewrightError("TOKEN_INVALID", {
    what: "the bootstrap token has not the form [a-z0-9]{6}.[a-z0-9]{16}",
    next: "Make one with: kubewright token create",
    exitCode: exitCodes.usage,
  });
}
