/** True for a time in the form of RFC 3339: "2026-01-31T12:00:00Z". */
export function isTimestamp(text: string): boolean {
  return /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[-+]\d\d:\d\d)$/.test(text);
}
