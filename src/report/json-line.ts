/**
 * A record as JSON, in one line unless `indent` spaces are asked for, with a newline at its end. What a host sent may hold
 * control characters and marks that turn the reading direction: they stand as escapes, for some terminals obey them.
 */
export function jsonLine(record: object, indent = 0): string {
  const text = JSON.stringify(record, null, indent);
  return `${text.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
