import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from "js-yaml";
import type { Node } from "./node.ts";
import { type EventStream, readEvents } from "./read-events.ts";
import { YamlFault } from "./yaml-fault.ts";

/**
 * The first document of a text as a tree of nodes; an empty one is a null scalar. `alone` refuses a second one.
 * Throws YamlFault for a text that is not YAML.
 */
export function treeOf(text: string, alone: boolean): Node {
  const stream = readEvents(text);
  const anchors = new Map<string, Node>();
  const root: Node[] = [];
  const stack: { add(node: Node): void }[] = [];
  let documents = 0;
  for (const event of stream.events) {
    if (event.type === EVENT_ID.DOCUMENT) {
      documents += 1;
      if (documents > 1 && alone) throw new YamlFault(0, "one document was expected, there are several");
      if (documents > 1) break;
      stack.push({ add: (node) => root.push(node) });
    } else if (event.type === EVENT_ID.POP) stack.pop();
    else {
      const node = nodeOf(stream, event, anchors);
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

function nodeOf(stream: EventStream, event: NodeEvent, anchors: Map<string, Node>): Node {
  const { text, origin } = stream;
  const anchor = event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
  if (event.type === EVENT_ID.ALIAS) {
    const name = anchor ?? "";
    return { kind: "alias", name, target: anchors.get(name), at: origin(event.anchorStart - 1) };
  }
  if (anchor !== undefined && !/^[0-9A-Za-z_-]+$/.test(anchor)) {
    throw new YamlFault(origin(event.anchorStart), "the name of an anchor has letters, digits, _ and - only");
  }
  const node = contentOf(stream, event);
  if (anchor !== undefined) anchors.set(anchor, node);
  return node;
}

function contentOf({ text, origin }: EventStream, event: Exclude<NodeEvent, { type: typeof EVENT_ID.ALIAS }>): Node {
  if (event.type === EVENT_ID.SEQUENCE) return { kind: "sequence", items: [], at: origin(event.start) };
  if (event.type === EVENT_ID.MAPPING) return { kind: "mapping", entries: [], at: origin(event.start) };
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return {
    kind: "scalar",
    text: getScalarValue(text, event),
    plain: event.style === SCALAR_STYLE.PLAIN,
    tag: event.tagStart < 0 ? "" : text.slice(event.tagStart, event.tagEnd),
    at: origin(quoted ? event.valueStart - 1 : event.valueStart),
  };
}
