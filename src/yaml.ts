import { construct, type Path } from "./yaml/construct.ts";
import { find } from "./yaml/find.ts";
import { maximumYamlBytes } from "./yaml/maximum-bytes.ts";
import type { Position } from "./yaml/node.ts";
import { refuseUnreadable, syntaxError } from "./yaml/refuse.ts";
import { splitDocuments } from "./yaml/split-documents.ts";
import { treeOf } from "./yaml/tree.ts";
import { YamlFault } from "./yaml/yaml-fault.ts";

export type { Path } from "./yaml/construct.ts";
export type { Position } from "./yaml/node.ts";
export { type PrintOptions, printYaml, printYamlDocuments } from "./yaml/print.ts";

/** A text and the name that errors call it by. */
export interface TextSource {
  readonly name: string;
  readonly text: string;
}

/** One document of a file, with the place of everything in it. */
export interface YamlDocument {
  /** Objects, arrays, strings, numbers, booleans, null. In a mapping with a key twice the last one counts. */
  readonly value: unknown;
  /** The document as written, its lines ended by "\n". */
  readonly text: string;
  /** Where the value at a path stands; the nearest value around it when it is not there. */
  position(path: Path): Position;
  /** Where the key at a path stands. */
  keyPosition(path: Path): Position;
  /** Keys that were written again in the same mapping, and where they stood before. */
  readonly duplicates: readonly { readonly path: Path; readonly position: Position }[];
}

/**
 * Reads a file as kubeadm does: split at lines `---`, each part as YAML 1.1 (JSON is YAML). A part without content has the
 * value null. Throws KubewrightError YAML_TOO_LARGE, YAML_BINARY or YAML_SYNTAX (exit code 2).
 */
export function readYamlDocuments(source: TextSource, limit = maximumYamlBytes): YamlDocument[] {
  refuseUnreadable(source.name, source.text, limit);
  const parts = splitDocuments(source.text.startsWith("\ufeff") ? source.text.slice(1) : source.text);
  if (!Array.isArray(parts)) {
    throw syntaxError(`${source.name}:${parts.line}:1`, `after --- only a comment may follow, not "${parts.rest}"`);
  }
  return parts.map((part) => readPart(source.name, part.text, part.line, false));
}

/** The value of a text with one document. Throws as readYamlDocuments does, and YAML_SYNTAX when there are several. */
export function parseYaml(text: string, name = "YAML"): unknown {
  refuseUnreadable(name, text, 8 * maximumYamlBytes);
  return readPart(name, text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"), 1, true).value;
}

function readPart(name: string, text: string, firstLine: number, alone: boolean): YamlDocument {
  const place = (at: number): Position => {
    const before = text.slice(0, Math.max(0, at));
    const lineStart = before.lastIndexOf("\n") + 1;
    return { line: firstLine + before.split("\n").length - 1, column: before.length - lineStart + 1 };
  };
  try {
    const root = treeOf(text, alone);
    const { value, duplicates } = construct(root);
    return {
      value,
      text,
      position: (path) => place(find(root, path).value),
      keyPosition: (path) => place(find(root, path).key),
      duplicates: duplicates.map(({ path, at }) => ({ path, position: place(at) })),
    };
  } catch (error) {
    throw located(error, name, place);
  }
}

function located(error: unknown, name: string, place: (at: number) => Position): unknown {
  if (!(error instanceof YamlFault)) return error;
  const { line, column } = place(error.at);
  return syntaxError(`${name}:${line}:${column}`, error.message);
}
