import { keyText, type Path } from "./construct.ts";
import type { Node } from "./node.ts";
import { YamlFault } from "./yaml-fault.ts";

/** Offsets of what a path leads to; the nearest that is there when the path leads further. */
export interface Found {
  readonly value: number;
  readonly key: number;
}

/** Follows a path through a document's nodes. What lies inside an alias stands where the alias stands. */
export function find(root: Node, path: Path): Found {
  let node: Node | undefined = root;
  let found: Found = { value: root.at, key: root.at };
  let aliased: number | undefined;
  for (const part of path) {
    if (node?.kind === "alias") {
      aliased ??= node.at;
      node = node.target;
    }
    const next = step(node, part);
    if (next === undefined) return found;
    const key = aliased ?? next.key.at;
    found = { value: aliased ?? (next.node.at < 0 ? key : next.node.at), key };
    node = next.node;
  }
  return found;
}

function step(node: Node | undefined, part: string | number): { readonly node: Node; readonly key: Node } | undefined {
  if (node?.kind === "sequence") {
    const item = node.items[Number(part)];
    return item === undefined ? undefined : { node: item, key: item };
  }
  if (node?.kind !== "mapping") return undefined;
  const entry = node.entries.findLast(([key]) => textOf(key) === String(part));
  return entry === undefined ? undefined : { key: entry[0], node: entry[1] };
}

function textOf(key: Node): string | undefined {
  try {
    return keyText(key);
  } catch (error) {
    if (error instanceof YamlFault) return undefined;
    throw error;
  }
}
