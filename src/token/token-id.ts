import { isBootstrapToken, splitBootstrapToken } from "../config/bootstrap-token.ts";
import { exitCodes, KubewrightError } from "../errors.ts";

/** The id in what a user names a token by: the id itself or the whole token. Throws TOKEN_INVALID, which does not repeat the text. */
export function tokenIdOf(text: string): string {
  if (/^[a-z0-9]{6}$/.test(text)) return text;
  if (isBootstrapToken(text)) return splitBootstrapToken(text).id;
  throw new KubewrightError("TOKEN_INVALID", {
    what: "a token to delete is neither an id [a-z0-9]{6} nor a token [a-z0-9]{6}.[a-z0-9]{16}",
    next: "See the cluster's tokens: `kubewright token list`.",
    exitCode: exitCodes.usage,
  });
}
