import { exitCodes, KubewrightError } from "../errors.ts";

/** Throws YAML_TOO_LARGE or YAML_BINARY for a text that is not worth parsing. `limit` counts characters. */
export function refuseUnreadable(name: string, text: string, limit: number): void {
  if (text.length > limit) {
    throw new KubewrightError("YAML_TOO_LARGE", {
      what: `${name} is longer than ${limit / 1024} KiB`,
      why: "no configuration is that large",
      next: "Name the configuration file itself.",
      exitCode: exitCodes.usage,
    });
  }
  if (text.includes("\0") || text.includes("\ufffd")) {
    throw new KubewrightError("YAML_BINARY", {
      what: `${name} is not a text file`,
      why: "it has bytes that are not UTF-8 text",
      next: "Name a YAML or JSON file, saved as UTF-8.",
      exitCode: exitCodes.usage,
    });
  }
}

/** The error for a text that is not YAML, at a place in a file. */
export function syntaxError(place: string, reason: string): KubewrightError {
  return new KubewrightError("YAML_SYNTAX", {
    what: `${place}: this is not YAML: ${reason}`,
    next: "Correct the file at this place; look at indentation and quotes first.",
    exitCode: exitCodes.usage,
  });
}
