/** One end of a slice: undefined is the list's own. */
type End = number | undefined;

/** A part of an expression; each takes the values that the part before it found. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "constant"; readonly value: number | boolean }
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "element"; readonly index: number }
  | { readonly kind: "slice"; readonly from: End; readonly to: End; readonly step: End }
  | { readonly kind: "filter"; readonly left: Path; readonly comparison: Comparison | null }
  | { readonly kind: "union"; readonly paths: readonly Path[] }
  | { readonly kind: "wildcard" | "recursive" };

/** Parts in the order in which they are followed. */
export type Path = readonly Part[];

export const operators = ["==", "!=", "<=", ">=", "<", ">"] as const;

/** The right side of a filter such as [?(@.name=="ca")]. */
export interface Comparison {
  readonly operator: (typeof operators)[number];
  readonly right: Path;
}

/** What a whole template is made of. */
export type Piece =
  | { readonly kind: "print"; readonly path: Path }
  | { readonly kind: "range"; readonly path: Path; readonly body: readonly Piece[] };
