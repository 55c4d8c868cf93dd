import * as z from "zod";

/** The part of JSON Schema that our schemas come out as. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

/** A schema as JSON Schema; what a reader may write, not what we make of it. */
export function jsonSchema(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" }) as Schema;
}

function typeText(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(" or ");
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {})}`;
  if (schema.properties !== undefined) return "object";
  if (typeof schema.additionalProperties === "object") return `map to ${typeText(schema.additionalProperties)}`;
  return schema.type ?? "anything";
}

/** What an object's fields are described by: itself, or the items of a list. */
function objectIn(schema: Schema): Schema | undefined {
  if (schema.properties !== undefined) return schema;
  return schema.items === undefined ? undefined : objectIn(schema.items);
}

const anchor = (path: string) => path.toLowerCase().replace(/[^a-z0-9]+/g, "");

function row(name: string, schema: Schema, path: string): string {
  const type = objectIn(schema) === undefined ? typeText(schema) : `[${typeText(schema)}](#${anchor(path)})`;
  const secret = schema.secret === true ? " Secret." : "";
  return `| \`${name}\` | ${type} | ${(schema.description ?? "").replaceAll("|", "\\|")}${secret} |`;
}

function section(path: string, schema: Schema, depth: number): readonly string[] {
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => depth > 0 || !["apiVersion", "kind"].includes(name),
  );
  const pathOf = (name: string, field: Schema) =>
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
export function manualPage(kind: string, schema: z.ZodType): string {
  const root = jsonSchema(schema);
  const head = [`# ${kind}`, "", "`apiVersion: kubeadm.k8s.io/v1beta4`", "", root.description ?? ""];
  return `${[...head, ...section("", root, 0)].join("\n")}\n`;
}
