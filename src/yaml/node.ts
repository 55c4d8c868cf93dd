/** Where something stands in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A scalar as written. `plain` is true when it stands without quotes and is not a block: only then may it be more than text. */
export interface ScalarNode {
  readonly kind: "scalar";
  readonly text: string;
  readonly plain: boolean;
  /** "!!str" and the like, or "" when none is written. */
  readonly tag: string;
  readonly at: number;
}

export interface SequenceNode {
  readonly kind: "sequence";
  readonly items: Node[];
  readonly at: number;
}

export interface MappingNode {
  readonly kind: "mapping";
  readonly entries: [key: Node, value: Node][];
  readonly at: number;
}

/** `*name`, already led to the node that `&name` marks. */
export interface AliasNode {
  readonly kind: "alias";
  readonly name: string;
  readonly target: Node | undefined;
  readonly at: number;
}

/** A YAML document before its scalars get their types. `at` is the offset in the document's text. */
export type Node = ScalarNode | SequenceNode | MappingNode | AliasNode;
