/** The entries of a mapping that was read; none of what is no mapping. */
export type Fields = Readonly<Record<string, unknown>>;

/** What was read, as a mapping: empty where it is something else. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
