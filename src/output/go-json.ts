import { type Data, isList, isMap, sortedKeys } from "./data.ts";

/** JSON as Go's encoding/json prints it: <, >, & and two line separators escaped; indented by `indent` spaces, or in one line for 0. */
export function goJson(value: unknown, indent: number): string {
  const escapes: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };
  return JSON.stringify(value, null, indent)
    .replace(/[<>&]/g, (character) => escapes[character] ?? character)
    .replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** The same data with the keys of every map in order, as Go prints a map. */
export function inKeyOrder(value: Data): Data {
  if (isList(value)) return value.map(inKeyOrder);
  if (!isMap(value)) return value;
  return Object.fromEntries(sortedKeys(value).map((key) => [key, inKeyOrder(value[key] ?? null)]));
}
