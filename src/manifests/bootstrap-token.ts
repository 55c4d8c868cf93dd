import { isBootstrapToken } from "../config/bootstrap-token.ts";
import type { BootstrapToken } from "../config/v1beta4.ts";
import { bootstrapTokenSecretPrefix, bootstrapTokenSecretType, namespaces } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { reveal, Secret } from "../secret.ts";
import { isMapping } from "./merge-patch.ts";
import { tokenParts } from "./token-parts.ts";

const usagePrefix = "usage-bootstrap-";

/** The name of the Secret that holds a token. */
export function bootstrapTokenSecretName(tokenId: string): string {
  return `${bootstrapTokenSecretPrefix}${tokenId}`;
}

/** RFC 3339 in UTC, whole seconds: "2026-11-22T02:09:57Z". */
function rfc3339(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** A value of a Secret's data. It prints as `***`; the API client reveals it in the request's body only. */
function sealed(text: string): Secret {
  return new Secret(Buffer.from(text).toString("base64"));
}

/** The Secret that makes a token valid. It expires `ttl` after `now`; never, when ttl is 0. */
export function bootstrapTokenSecret(token: BootstrapToken, now: Date): KubeObject {
  const { id, secret } = tokenParts(token.token);
  const texts: Record<string, string> = {
    ...(token.groups.length === 0 ? {} : { "auth-extra-groups": token.groups.join(",") }),
    ...(token.description === "" ? {} : { description: token.description }),
    ...(token.ttl === 0 ? {} : { expiration: rfc3339(new Date(now.getTime() + token.ttl)) }),
    "token-id": id,
    "token-secret": secret,
  };
  for (const usage of token.usages) texts[`${usagePrefix}${usage}`] = "true";
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: bootstrapTokenSecretName(id), namespace: namespaces.system },
    type: bootstrapTokenSecretType,
    data: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, sealed(text)])),
  };
}

/** A token as the cluster holds it. */
export interface StoredToken {
  readonly id: string;
  /** "id.secret" */
  readonly token: Secret;
  readonly description: string;
  /** RFC 3339 as stored, or null when it never expires. */
  readonly expires: string | null;
  readonly usages: readonly string[];
  readonly groups: readonly string[];
}

/** The token in a Secret of type bootstrap.kubernetes.io/token; null when the Secret is not a well-formed one. */
export function readBootstrapToken(secret: KubeObject): StoredToken | null {
  const data = isMapping(secret["data"]) ? secret["data"] : {};
  const texts = new Map(Object.entries(data).map(([key, value]) => [key, decode(value)]));
  const token = `${texts.get("token-id") ?? ""}.${texts.get("token-secret") ?? ""}`;
  if (!isBootstrapToken(token)) return null;
  const { id } = tokenParts(token);
  if (secret.metadata.name !== bootstrapTokenSecretName(id)) return null;
  return {
    id,
    token: new Secret(token),
    description: texts.get("description") ?? "",
    expires: texts.get("expiration") ?? null,
    usages: [...texts]
      .filter(([key, text]) => key.startsWith(usagePrefix) && text === "true")
      .map(([key]) => key.slice(usagePrefix.length))
      .sort(),
    groups: (texts.get("auth-extra-groups") ?? "").split(",").filter((name) => name !== ""),
  };
}

function decode(value: unknown): string {
  return typeof value === "string" || value instanceof Secret
    ? Buffer.from(reveal(value), "base64").toString("utf8")
    : "";
}
