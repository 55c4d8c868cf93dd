import type { MappingNode, Node, ScalarNode } from "./node.ts";
import { resolveScalar, type ScalarType } from "./resolve-scalar.ts";
import { YamlFault } from "./yaml-fault.ts";

/** A way into a document: keys of mappings and indexes of lists. */
export type Path = readonly (string | number)[];

/** A document's value. */
export interface Constructed {
  readonly value: unknown;
  /** Keys that were written again in their mapping, and where (offsets) they stood before. */
  readonly duplicates: readonly { readonly path: Path; readonly at: number }[];
}

/** A file may use anchors, but not to grow: this many nodes may come out of its aliases. */
const maximumAliasedNodes = 10_000;

/** Gives the scalars of a document their types and expands aliases and merge keys. In a mapping with a key twice the last one counts. */
export function construct(root: Node): Constructed {
  const builder = new Builder();
  return { value: builder.build(root, undefined), duplicates: builder.duplicates };
}

class Builder {
  readonly duplicates: { path: Path; at: number }[] = [];
  readonly #path: (string | number)[] = [];
  readonly #open = new Set<Node>();
  #aliased = 0;

  /** `aliasedAt` is where the alias stands through which the node was reached. */
  build(node: Node, aliasedAt: number | undefined): unknown {
    if (aliasedAt !== undefined && ++this.#aliased > maximumAliasedNodes) {
      throw new YamlFault(aliasedAt, `its aliases (*) grow to more than ${maximumAliasedNodes} values`);
    }
    if (node.kind === "scalar") return scalarValue(node);
    if (node.kind === "mapping") return this.#mapping(node, aliasedAt);
    if (node.kind === "alias") {
      return this.#within(node.target, node.at, (target) => this.build(target, aliasedAt ?? node.at));
    }
    return node.items.map((item, index) => this.#inside(index, () => this.build(item, aliasedAt)));
  }

  #inside<Value>(part: string | number, visit: () => Value): Value {
    this.#path.push(part);
    const value = visit();
    this.#path.pop();
    return value;
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

  #mapping(node: MappingNode, aliasedAt: number | undefined): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const seen = new Map<string, number>();
    for (const [key, value] of node.entries) {
      if (isMerge(key)) {
        this.#merge(value, result, aliasedAt ?? value.at);
        continue;
      }
      const name = keyText(key);
      const earlier = seen.get(name);
      if (earlier !== undefined) this.duplicates.push({ path: [...this.#path, name], at: earlier });
      seen.set(name, key.at);
      set(
        result,
        name,
        this.#inside(name, () => this.build(value, aliasedAt)),
      );
    }
    return result;
  }

  #merge(value: Node, into: Record<string, unknown>, at: number): void {
    if (value.kind === "alias") {
      this.#within(value.target, value.at, (target) => this.#merge(target, into, at));
      return;
    }
    const sources = value.kind === "sequence" ? [...value.items].reverse() : [value];
    for (const source of sources) {
      if (source.kind === "alias") this.#merge(source, into, at);
      else if (source.kind === "mapping") Object.assign(into, this.build(source, at));
      else throw new YamlFault(at, "a merge key (<<) wants a mapping or a list of mappings");
    }
  }
}

function isMerge(key: Node): boolean {
  return key.kind === "scalar" && key.plain && key.text === "<<";
}

function set(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  } else target[key] = value;
}

/** The key of a mapping as text: YAML's other types become what they print as ("n" becomes "false"). */
export function keyText(key: Node): string {
  if (key.kind !== "scalar") throw new YamlFault(key.at, "a key must be a single word, not a list or a mapping");
  const value = scalarValue(key);
  if (value === null) throw new YamlFault(key.at, "a key is empty");
  return String(value);
}

/** The tags that make a scalar what they say; any other tag leaves it text. */
const types: Readonly<Record<string, readonly ScalarType[]>> = {
  "!!bool": ["boolean"],
  "!!int": ["number"],
  "!!float": ["number"],
  "!!null": ["null"],
  "!!timestamp": ["timestamp"],
};

function scalarValue(node: ScalarNode): string | number | boolean | null {
  if (node.tag === "!!binary") return Buffer.from(node.text, "base64").toString();
  const wanted = types[node.tag];
  if (wanted === undefined && (node.tag !== "" || !node.plain)) return node.text;
  const { type, value } = resolveScalar(node.text);
  if (wanted?.includes(type) === false) throw new YamlFault(node.at, `"${node.text}" is not what ${node.tag} says`);
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new YamlFault(node.at, `"${node.text}" is a number that Kubernetes cannot keep; put it in quotes`);
  }
  return value;
}
