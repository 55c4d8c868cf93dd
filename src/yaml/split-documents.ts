/** A part of a file between two lines `---`. */
export interface TextPart {
  readonly text: string;
  /** The line of the file on which the part begins, from 1. */
  readonly line: number;
}

/** What follows `---` on its line, when it is neither empty nor a comment: Kubernetes refuses that. */
export interface BadSeparator {
  readonly line: number;
  readonly rest: string;
}

/**
 * Splits a file as kubeadm does: at lines that begin with `---`, whatever stands around them. A first `---` belongs to the
 * first document. The ends of lines come out as "\n".
 */
export function splitDocuments(text: string): TextPart[] | BadSeparator {
  const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  if (lines.at(-1) === "") lines.pop();
  const parts: TextPart[] = [];
  let current: string[] = [];
  let start = 1;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith("---")) {
      const rest = line.slice(3).trim();
      if (rest !== "" && !rest.startsWith("#")) return { line: index + 1, rest };
      if (current.length > 0) {
        parts.push({ text: `${current.join("\n")}\n`, line: start });
        current = [];
        start = index + 2;
        continue;
      }
    }
    current.push(line);
  }
  if (current.length > 0) parts.push({ text: `${current.join("\n")}\n`, line: start });
  return parts;
}
