/**
 * A Go struct as data: for each JSON name its type. A type is `bool`, `string`, `int32`, `int64`, `uint32`, `float`,
 * `Duration`, `TimeOrDuration`, `Quantity`, `Time`, or the name of another struct; `*T` may be absent (null), `[]T` is a
 * list, `map T` a map with text keys. A `?` at the end stands for `omitempty`: the member is left out when it is zero.
 */
export type Struct = Readonly<Record<string, string>>;

/** Structs that refer to each other by name. */
export type Structs = Readonly<Record<string, Struct>>;

/** A type text, taken apart. */
export type Shape =
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "pointer" | "list" | "map"; readonly of: Shape }
  | { readonly kind: "struct"; readonly fields: Struct };

export interface Field {
  readonly shape: Shape;
  readonly omitEmpty: boolean;
}

/** Takes a type text apart. */
export function fieldOf(text: string, structs: Structs): Field {
  const omitEmpty = text.endsWith("?");
  return { shape: shapeOf(omitEmpty ? text.slice(0, -1) : text, structs), omitEmpty };
}

/** The shape that a type text without `?` names. */
export function shapeOf(text: string, structs: Structs): Shape {
  if (text.startsWith("*")) return { kind: "pointer", of: shapeOf(text.slice(1), structs) };
  if (text.startsWith("[]")) return { kind: "list", of: shapeOf(text.slice(2), structs) };
  if (text.startsWith("map ")) return { kind: "map", of: shapeOf(text.slice(4), structs) };
  const fields = structs[text];
  return fields === undefined ? { kind: "scalar", name: text } : { kind: "struct", fields };
}
