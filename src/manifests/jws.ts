import { createHmac, timingSafeEqual } from "node:crypto";
import { jwsKeyPrefix } from "../constants/names.ts";
import type { Secret } from "../secret.ts";
import { tokenParts } from "./token-parts.ts";

/** The key of cluster-info under which the signature by this token stands. */
export function jwsKey(token: string | Secret): string {
  return `${jwsKeyPrefix}${tokenParts(token).id}`;
}

/** The detached JWS (RFC 7515, appendix F; HS256) by which the owner of a token knows that the content is the cluster's: the same bytes as the controller-manager's signer makes. */
export function jws(token: string | Secret, content: string): string {
  const { id, secret } = tokenParts(token);
  const header = Buffer.from(`{"alg":"HS256","kid":"${id}"}`).toString("base64url");
  const payload = Buffer.from(content).toString("base64url");
  const signature = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
  return `${header}..${signature}`;
}

/** Whether `signature` is this token's over this content. */
export function verifyJws(token: string | Secret, content: string, signature: string): boolean {
  const expected = Buffer.from(jws(token, content));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
