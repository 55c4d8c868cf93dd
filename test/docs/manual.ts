import { type JsonSchema, jsonSchema, type KindSchema } from "../../src/config/json-schema/kind-schemas.ts";

function typeText(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(" or ");
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {})}`;
  if (schema.properties !== undefined) return "object";
  if (typeof schema.additionalProperties === "object") return `map to ${typeText(schema.additionalProperties)}`;
  return schema.type ?? "anything";
}

/** What an object's fields are described by: itself, or the items of a list. */
function objectIn(schema: JsonSchema): JsonSchema | undefined {
  if (schema.properties !== undefined) return schema;
  return schema.items === undefined ? undefined : objectIn(schema.items);
}

const anchor = (path: string) => path.toLowerCase().replace(/[^a-z0-9]+/g, "");

function row(name: string, schema: JsonSchema, path: string): string {
  const type = objectIn(schema) === undefined ? typeText(schema) : `[${typeText(schema)}](#${anchor(path)})`;
  const secret = schema.secret === true ? " Secret." : "";
  return `| \`${name}\` | ${type} | ${(schema.description ?? "").replaceAll("|", "\\|")}${secret} |`;
}

function section(path: string, schema: JsonSchema, depth: number): readonly string[] {
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => depth > 0 || !["apiVersion", "kind"].includes(name),
  );
  const pathOf = (name: string, field: JsonSchema) =>
    `${depth === 0 ? "" : `${path}.`}${name}${field.type === "array" ? "[]" : ""}`;
  const rows = fields.map(([name, field]) => row(name, field, pathOf(name, field)));
  const children = fields.flatMap(([name, field]) => {
    const inner = objectIn(field);
    if (inner === undefined) return [];
    const childPath = pathOf(name, field);
    return ["", `## ${childPath}`, "", field.description ?? "", ...section(childPath, inner, depth + 1)];
  });
  return ["", "| Field | Type | Meaning |", "|---|---|---|", ...rows, ...children];
}

/** A page of the manual: all fields of a kind, each object under its path. */
export function manualPage({ apiVersion, kind, schema }: KindSchema): string {
  const root = jsonSchema(schema);
  const head = [`# ${kind}`, "", `\`apiVersion: ${apiVersion}\``, "", root.description ?? ""];
  return `${[...head, ...section("", root, 0)].join("\n")}\n`;
}
