import { type Entropy, isBootstrapToken, newBootstrapToken, splitBootstrapToken } from "../config/bootstrap-token.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import { Secret } from "../secret.ts";

/** A bootstrap token in its two halves: the id is public. */
export interface BootstrapTokenParts {
  readonly id: string;
  readonly secret: Secret;
}

/** The halves of "abcdef.0123456789abcdef". Throws TOKEN_INVALID, which does not repeat the text. */
export function parseBootstrapToken(text: string): BootstrapTokenParts {
  if (!isBootstrapToken(text)) throw invalidToken("the bootstrap token is not of the form [a-z0-9]{6}.[a-z0-9]{16}");
  const { id, secret } = splitBootstrapToken(text);
  return { id, secret: new Secret(secret) };
}

/** A new token; each character uniform over 0-9a-z. */
export function generateBootstrapToken(entropy: Entropy): BootstrapTokenParts {
  return parseBootstrapToken(newBootstrapToken(entropy));
}

/** "id.secret" */
export function tokenText({ id, secret }: BootstrapTokenParts): Secret {
  return new Secret(`${id}.${secret.reveal()}`);
}

/** The id in what a user names a token by: the id itself or the whole token. Throws TOKEN_INVALID, which does not repeat the text. */
export function tokenIdOf(text: string): string {
  if (/^[a-z0-9]{6}$/.test(text)) return text;
  if (isBootstrapToken(text)) return splitBootstrapToken(text).id;
  throw invalidToken("a token to delete is neither an id [a-z0-9]{6} nor a token [a-z0-9]{6}.[a-z0-9]{16}");
}

function invalidToken(what: string): KubewrightError {
  const next = "See the cluster's tokens: `kubewright token list`; make one up: `kubewright token generate`.";
  return new KubewrightError("TOKEN_INVALID", { what, next, exitCode: exitCodes.usage });
}
