import { fieldOf, type Shape, type Structs } from "../component/shape.ts";

const scalars: Readonly<Record<string, object>> = {
  bool: { type: "boolean" },
  string: { type: "string" },
  int32: { type: "integer" },
  int64: { type: "integer" },
  uint32: { type: "integer", minimum: 0 },
  float: { type: "number" },
  Duration: { type: "string" },
  TimeOrDuration: { type: ["string", "integer"] },
  Quantity: { type: ["string", "number"] },
  Time: { type: "string" },
};

/** A component's configuration as JSON Schema: the types of its fields, without a word on what they mean. */
export function structSchema(name: string, structs: Structs): object {
  const fields = Object.entries(structs[name] ?? {});
  const properties = fields.map(([key, text]) => [key, shapeSchema(fieldOf(text, structs).shape, structs)]);
  return { type: "object", properties: Object.fromEntries(properties), additionalProperties: false };
}

function shapeSchema(shape: Shape, structs: Structs): object {
  switch (shape.kind) {
    case "scalar":
      return scalars[shape.name] ?? {};
    case "pointer":
      return shapeSchema(shape.of, structs);
    case "list":
      return { type: "array", items: shapeSchema(shape.of, structs) };
    case "map":
      return { type: "object", additionalProperties: shapeSchema(shape.of, structs) };
    default:
      return structSchema(nameOf(shape.fields, structs), structs);
  }
}

function nameOf(fields: object, structs: Structs): string {
  return Object.keys(structs).find((name) => structs[name] === fields) ?? "";
}
