/** The part of a script that begins a named section of its standard output. No file can hold the marker by chance. */
export const sectionFunction = `cut() { printf '\\n%s %s\\n' "$m" "$1"; }\n`;

/** One named section of an answer. */
export interface Section {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The sections of a script's standard output, in order; what stands before the first is left out. */
export function sections(output: Buffer, marker: string): readonly Section[] {
  const head = Buffer.from(`\n${marker} `, "latin1");
  const found: Section[] = [];
  let at = output.indexOf(head);
  while (at >= 0) {
    const lineEnd = output.indexOf("\n", at + head.length);
    if (lineEnd < 0) break;
    const next = output.indexOf(head, lineEnd);
    const name = output.toString("latin1", at + head.length, lineEnd);
    found.push({ name, bytes: output.subarray(lineEnd + 1, next < 0 ? output.length : next) });
    at = next;
  }
  return found;
}

/** Texts that each end with a NUL. */
export function nulTerminated(bytes: Buffer): readonly string[] {
  const parts = bytes.toString("utf8").split("\0");
  parts.pop();
  return parts;
}
