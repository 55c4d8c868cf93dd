import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from "js-yaml";
import { construct, type Path, YamlFault } from "./yaml/construct.ts";
import { find } from "./yaml/find.ts";
import { maximumYamlBytes } from "./yaml/maximum-bytes.ts";
import type { Node, Position } from "./yaml/node.ts";
import { refuseUnreadable, syntaxError } from "./yaml/refuse.ts";
import { splitDocuments } from "./yaml/split-documents.ts";

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
  if (!(error instanceof YAMLException || error instanceof YamlFault)) return error;
  const { line, column } = place(error instanceof YamlFault ? error.at : (error.mark?.position ?? 0));
  return syntaxError(`${name}:${line}:${column}`, error instanceof YamlFault ? error.message : error.reason);
}

/** The first document of a text as a tree of nodes; an empty one is a null scalar. `alone` refuses a second one. */
function treeOf(text: string, alone: boolean): Node {
  const events = parseEvents(text, {});
  const anchors = new Map<string, Node>();
  const root: Node[] = [];
  const stack: { add(node: Node): void }[] = [];
  let documents = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) {
      documents += 1;
      if (documents > 1 && alone) throw new YamlFault(0, "one document was expected, there are several");
      if (documents > 1) break;
      stack.push({ add: (node) => root.push(node) });
    } else if (event.type === EVENT_ID.POP) stack.pop();
    else {
      const node = nodeOf(text, event, anchors);
      stack.at(-1)?.add(node);
      if (node.kind === "sequence") stack.push({ add: (item) => node.items.push(item) });
      if (node.kind === "mapping") stack.push(pairs(node.entries));
    }
  }
  return root[0] ?? { kind: "scalar", text: "", plain: true, tag: "", at: 0 };
}

function pairs(entries: [Node, Node][]): { add(node: Node): void } {
  let key: Node | undefined;
  return {
    add(node) {
      if (key === undefined) key = node;
      else {
        entries.push([key, node]);
        key = undefined;
      }
    },
  };
}

type NodeEvent = Exclude<Event, { type: typeof EVENT_ID.DOCUMENT } | { type: typeof EVENT_ID.POP }>;

function nodeOf(text: string, event: NodeEvent, anchors: Map<string, Node>): Node {
  const anchor = event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
  if (event.type === EVENT_ID.ALIAS) {
    const name = anchor ?? "";
    return { kind: "alias", name, target: anchors.get(name), at: event.anchorStart - 1 };
  }
  if (anchor !== undefined && !/^[0-9A-Za-z_-]+$/.test(anchor)) {
    throw new YamlFault(event.anchorStart, "the name of an anchor has letters, digits, _ and - only");
  }
  const node = contentOf(text, event);
  if (anchor !== undefined) anchors.set(anchor, node);
  return node;
}

function contentOf(text: string, event: Exclude<NodeEvent, { type: typeof EVENT_ID.ALIAS }>): Node {
  if (event.type === EVENT_ID.SEQUENCE) return { kind: "sequence", items: [], at: event.start };
  if (event.type === EVENT_ID.MAPPING) return { kind: "mapping", entries: [], at: event.start };
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return {
    kind: "scalar",
    text: getScalarValue(text, event),
    plain: event.style === SCALAR_STYLE.PLAIN,
    tag: event.tagStart < 0 ? "" : text.slice(event.tagStart, event.tagEnd),
    at: quoted ? event.valueStart - 1 : event.valueStart,
  };
}
