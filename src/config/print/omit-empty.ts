/** Leaves out what Go's `omitempty` does: "", 0, false, undefined, empty lists and empty maps of free keys. */
export function omitEmpty<Values extends Readonly<Record<string, unknown>>>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value))) as Partial<Values>;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === "" || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}
