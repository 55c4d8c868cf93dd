/** The longest line of a machine's text that is passed on. */
const maxLength = 400;

/**
 * A machine's text made fit for a terminal and a message: one line, no escape sequences, no control or
 * bidirectional-override characters, cut to `length` characters with "…".
 */
export function plainText(text: string, length: number = maxLength): string {
  const plain = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, "")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length <= length ? plain : `${plain.slice(0, length - 1)}…`;
}
