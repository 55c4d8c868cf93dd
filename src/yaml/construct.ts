import { exitCodes, KubewrightError } from "../errors.ts";
import type { MappingNode, Node, ScalarNode } from "./node.ts";
import { resolveScalar } from "./resolve-scalar.ts";

/** A step into a document: a key of a mapping or an index of a list. */
export type Path = readonly (string | number)[];

/** A document's value and where its parts stand (offsets in its text). */
export interface Constructed {
  readonly value: unknown;
  readonly keys: ReadonlyMap<string, number>;
  readonly values: ReadonlyMap<string, number>;
  /** Keys that were written again in their mapping, and where they stood before. */
  readonly duplicates: readonly { readonly path: Path; readonly at: number }[];
}

/** A file may use anchors, but not to grow: this many nodes may come out of its aliases. */
const maximumAliasedNodes = 10_000;

/** The key of a path in the position maps. */
export function pathKey(path: Path): string {
  return path.join("\0");
}

/** Gives the scalars of a document their types and expands aliases and merge keys. In a mapping with a key twice the last one counts. */
export function construct(root: Node): Constructed {
  const builder = new Builder();
  return { value: builder.build(root, [], undefined), ...builder };
}

class Builder {
  readonly keys = new Map<string, number>();
  readonly values = new Map<string, number>();
  readonly duplicates: { path: Path; at: number }[] = [];
  #aliased = 0;
  readonly #open = new Set<Node>();

  build(node: Node, path: Path, aliasedAt: number | undefined): unknown {
    if (aliasedAt !== undefined && ++this.#aliased > maximumAliasedNodes) throw excessiveAliases(aliasedAt);
    this.values.set(pathKey(path), aliasedAt ?? node.at);
    switch (node.kind) {
      case "scalar":
        return scalarValue(node);
      case "sequence":
        return node.items.map((item, index) => this.build(item, [...path, index], aliasedAt));
      case "mapping":
        return this.#mapping(node, path, aliasedAt);
      case "alias":
        return this.#within(node.target, node.at, (target) => this.build(target, path, aliasedAt ?? node.at));
    }
  }

  /** Follows an alias, and refuses one that leads to itself. */
  #within<Value>(target: Node | undefined, at: number, visit: (target: Node) => Value): Value {
    if (target === undefined) throw new YamlFault(at, "an alias (*) names an anchor (&) that is not there");
    if (this.#open.has(target)) throw new YamlFault(at, "an anchor contains itself");
    this.#open.add(target);
    try {
      return visit(target);
    } finally {
      this.#open.delete(target);
    }
  }

  #mapping(node: MappingNode, path: Path, aliasedAt: number | undefined): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const [key, value] of node.entries) {
      if (key.kind === "scalar" && key.plain && key.text === "<<") {
        this.#merge(value, result, path, aliasedAt ?? value.at);
        continue;
      }
      const name = keyText(key);
      const inner = [...path, name];
      const earlier = this.keys.get(pathKey(inner));
      if (earlier !== undefined && Object.hasOwn(result, name)) this.duplicates.push({ path: inner, at: earlier });
      this.keys.set(pathKey(inner), aliasedAt ?? key.at);
      set(result, name, this.build(value, inner, aliasedAt));
    }
    return result;
  }

  #merge(value: Node, into: Record<string, unknown>, path: Path, at: number): void {
    if (value.kind === "alias") {
      this.#within(value.target, value.at, (target) => this.#merge(target, into, path, at));
      return;
    }
    const sources = value.kind === "sequence" ? [...value.items].reverse() : [value];
    for (const source of sources) {
      if (source.kind === "alias") this.#merge(source, into, path, at);
      else if (source.kind === "mapping") Object.assign(into, this.#mapping(source, path, at));
      else throw new YamlFault(at, "a merge key (<<) wants a mapping or a list of mappings");
    }
  }
}

function set(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  } else target[key] = value;
}

function keyText(key: Node): string {
  if (key.kind !== "scalar") throw new YamlFault(key.at, "a key must be a single word, not a list or a mapping");
  const value = scalarValue(key);
  if (value === null) throw new YamlFault(key.at, "a key is empty");
  return String(value);
}

function scalarValue(node: ScalarNode): string | number | boolean | null {
  if (node.tag === "!!str" || node.tag === "!!binary") return binaryOrText(node);
  if (!node.plain && (node.tag === "" || node.tag === "!")) return node.text;
  return resolveScalar(node.text).value;
}

function binaryOrText(node: ScalarNode): string {
  return node.tag === "!!binary" ? Buffer.from(node.text, "base64").toString() : node.text;
}

/** A mistake at an offset of a document: the reader of the file makes an error with its place out of it. */
export class YamlFault extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
    this.name = "YamlFault";
  }
}

function excessiveAliases(at: number): YamlFault {
  return new YamlFault(at, `its aliases (*) grow to more than ${maximumAliasedNodes.toLocaleString("en")} values`);
}

/** The error for a text that is not YAML, at a place in a file. */
export function yamlSyntaxError(place: string, reason: string): KubewrightError {
  return new KubewrightError("YAML_SYNTAX", {
    what: `${place}: this is not YAML: ${reason}`,
    next: "Correct the file at this place; look at indentation and quotes first.",
    exitCode: exitCodes.usage,
  });
}
