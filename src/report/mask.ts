import type { KubeObject } from "../engine/object-store.ts";
import { Secret } from "../secret.ts";

const privateKeyBlocks = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/g;
/** Keys of YAML lines whose value lets its holder in, in kubeconfigs and Secret objects. */
const tellingLines = /^(\s*(?:- )?(?:client-key-data|token|token-secret|password|certificateKey)\s*:\s*)(?!\s*$).+$/gm;

/** A text with what is secret in it shown as `***`: a second net, below the Secret type. */
export function maskedText(text: string): string {
  return text.replace(privateKeyBlocks, "***").replace(tellingLines, "$1***");
}

/** A file's content as it may be shown. */
export function maskedContent(content: string | Secret): string {
  return content instanceof Secret ? "***" : maskedText(content);
}

const dataKeys = new Set(["data", "stringData"]);
/** Written by the API server and of no interest to a reader. */
const serverFields = new Set(["managedFields", "uid", "resourceVersion", "generation", "creationTimestamp"]);

function maskedValues(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return "***";
  return Object.fromEntries(Object.keys(value).map((key) => [key, "***"]));
}

function masked(value: unknown): unknown {
  if (value instanceof Secret) return "***";
  if (typeof value === "string") return maskedText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, masked(part)]));
}

/** An API object as it may be shown: a Secret's values are `***` (its keys stay), and the server's own fields are left out. */
export function maskedObject(object: KubeObject): Readonly<Record<string, unknown>> {
  const isSecret = object.kind === "Secret";
  const entries = Object.entries(object).map(([key, value]) => {
    if (isSecret && dataKeys.has(key)) return [key, maskedValues(value)] as const;
    if (key !== "metadata") return [key, masked(value)] as const;
    const kept = Object.entries(object.metadata).filter(([name]) => !serverFields.has(name));
    return [key, isSecret ? withoutLastApplied(Object.fromEntries(kept)) : masked(Object.fromEntries(kept))] as const;
  });
  return Object.fromEntries(entries);
}

/** kubectl's annotation holds the whole object again, data included. */
function withoutLastApplied(metadata: Readonly<Record<string, unknown>>): unknown {
  const { annotations, ...rest } = metadata;
  if (typeof annotations !== "object" || annotations === null) return masked(metadata);
  const kept = Object.entries(annotations).filter(
    ([name]) => name !== "kubectl.kubernetes.io/last-applied-configuration",
  );
  return masked({ ...rest, annotations: Object.fromEntries(kept) });
}

/** A patch to an object as it may be shown. */
export function maskedPatch(kind: string, patch: object): unknown {
  if (kind !== "Secret") return masked(patch);
  const entries = Object.entries(patch).map(([key, value]) => [
    key,
    dataKeys.has(key) ? maskedValues(value) : masked(value),
  ]);
  return Object.fromEntries(entries);
}
