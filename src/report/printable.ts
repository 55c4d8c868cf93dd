const esc = "\u001B";
const bell = "\u0007";
/** CSI, OSC, DCS and their kin, and two-character sequences: ECMA-48. */
const escapeSequences = new RegExp(
  [
    `${esc}\\[[0-?]*[ -/]*[@-~]`,
    `${esc}\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?`,
    `${esc}[PX^_][^${esc}]*(?:${esc}\\\\)?`,
    `${esc}[ -/]*[0-~]`,
  ].join("|"),
  "g",
);

/**
 * A text from a host, safe to show on a terminal: escape sequences, control characters and marks that turn the reading
 * direction are gone; line breaks stay and tabs become two spaces.
 */
export function printable(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").replace(escapeSequences, "").replaceAll("\t", "  ");
  return lines.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, "");
}
