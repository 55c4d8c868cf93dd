/** A value in an expression, with the fields that are taken from it. */
export interface Operand {
  readonly source:
    | { readonly kind: "dot" | "nil" }
    | { readonly kind: "constant"; readonly value: string | number | boolean }
    | { readonly kind: "variable"; readonly name: string }
    | { readonly kind: "function"; readonly name: string }
    | { readonly kind: "pipe"; readonly pipe: Pipe };
  readonly fields: readonly string[];
}

/** A function with its arguments, or a single value. */
export type Command = readonly [Operand, ...Operand[]];

/** Commands, each with the result of the one before it as its last argument; the result may be kept in variables. */
export interface Pipe {
  readonly names: readonly string[];
  /** True for "=", false for ":=". */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export type Block = readonly Node[];

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly pipe: Pipe }
  | { readonly kind: "if" | "with" | "range"; readonly pipe: Pipe; readonly body: Block; readonly otherwise: Block }
  | { readonly kind: "break" | "continue" };
