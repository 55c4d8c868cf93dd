import { isMapping } from "../value-at.ts";

/** The same schema with null allowed for every field: kubeadm takes it for a field that is left out, and prints it so. */
export function nullable(schema: object): object {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, inside(key, value)]));
}

function inside(key: string, value: unknown): unknown {
  if (!isMapping(value)) return value;
  if (key === "properties")
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, orNull(field)]));
  return key === "additionalProperties" ? orNull(value) : nullable(value);
}

function orNull(field: unknown): unknown {
  if (!isMapping(field)) return field;
  const { type, anyOf, ...rest } = nullable(field) as { readonly type?: unknown; readonly anyOf?: unknown };
  if (Array.isArray(anyOf)) return { anyOf: [...anyOf, { type: "null" }], ...rest };
  return type === undefined ? rest : { type: [...[type].flat(), "null"], ...rest };
}
