import { isList, isMap, member, sortedKeys } from "../data.ts";
import { unfit } from "../template-error.ts";
import { callFunction } from "./functions.ts";
import type { Block, Command, Node, Operand, Pipe } from "./node.ts";
import { isTrue, type Value, valueText } from "./value-text.ts";

type Variables = Map<string, { value: Value }>;
type Flow = "on" | "break" | "continue";

/** One object through a template, as `-o go-template=` prints it: no line feed is added. Throws TEMPLATE_FAILED. */
export function printTemplate(template: Block, object: Value, how: { readonly allowMissing: boolean }): string {
  const execution = new Execution(how.allowMissing);
  execution.block(template, object, new Map([["", { value: object }]]));
  return execution.text;
}

class Execution {
  text = "";

  constructor(readonly allowMissing: boolean) {}

  block(nodes: Block, dot: Value, outer: Variables): Flow {
    const variables: Variables = new Map(outer);
    for (const node of nodes) {
      const flow = this.#node(node, dot, variables);
      if (flow !== "on") return flow;
    }
    return "on";
  }

  #node(node: Node, dot: Value, variables: Variables): Flow {
    switch (node.kind) {
      case "text":
        this.text += node.text;
        return "on";
      case "print":
        this.#print(node.pipe, dot, variables);
        return "on";
      case "break":
      case "continue":
        return node.kind;
      default:
        return this.#branch(node, dot, new Map(variables));
    }
  }

  #print(pipe: Pipe, dot: Value, variables: Variables): void {
    const value = this.#kept(pipe, dot, variables);
    if (pipe.names.length === 0) this.text += value === null || value === undefined ? "<no value>" : valueText(value);
  }

  #branch(node: Node & { readonly kind: "if" | "with" | "range" }, dot: Value, variables: Variables): Flow {
    if (node.kind === "range") return this.#range(node, this.#value(node.pipe, dot, variables), dot, variables);
    const value = this.#kept(node.pipe, dot, variables);
    if (!isTrue(value)) return this.block(node.otherwise, dot, variables);
    return this.block(node.body, node.kind === "with" ? value : dot, variables);
  }

  #range(
    node: Node & { readonly kind: "range" | "if" | "with" },
    value: Value,
    dot: Value,
    variables: Variables,
  ): Flow {
    const entries = entriesOf(value);
    if (entries.length === 0) return this.block(node.otherwise, dot, variables);
    const { names, assigns } = node.pipe;
    for (const [key, item] of entries) {
      const inner = new Map(variables);
      const values = names.length === 2 ? [key, item] : [item];
      for (const [at, name] of names.entries()) keep(inner, name, values[at], assigns);
      if (this.block(node.body, item, inner) === "break") break;
    }
    return "on";
  }

  #kept(pipe: Pipe, dot: Value, variables: Variables): Value {
    const value = this.#value(pipe, dot, variables);
    for (const name of pipe.names) keep(variables, name, value, pipe.assigns);
    return value;
  }

  #value(pipe: Pipe, dot: Value, variables: Variables): Value {
    return pipe.commands.reduce<Value>(
      (before, command, at) => this.#command(command, at === 0 ? [] : [before], dot, variables),
      undefined,
    );
  }

  #command([first, ...others]: Command, piped: readonly Value[], dot: Value, variables: Variables): Value {
    if (first.source.kind === "function") {
      const { name } = first.source;
      const values = others.map((operand) => () => this.#operand(operand, dot, variables));
      if (name === "and" || name === "or") return this.#shortCut(name, values, piped);
      return callFunction(name, [...values.map((value) => value()), ...piped]);
    }
    if (others.length + piped.length > 0) throw unfit("go-template", "what is no function is given arguments");
    if (first.source.kind === "nil") throw unfit("go-template", "nil stands alone");
    return this.#operand(first, dot, variables);
  }

  /** `and` and `or` look at no more than they need. */
  #shortCut(name: "and" | "or", values: readonly (() => Value)[], piped: readonly Value[]): Value {
    if (values.length + piped.length === 0) throw unfit("go-template", `${name} cannot take 0 arguments`);
    let last: Value;
    for (const value of [...values, ...piped.map((each) => () => each)]) {
      last = value();
      if (isTrue(last) === (name === "or")) break;
    }
    return last;
  }

  #operand({ source, fields }: Operand, dot: Value, variables: Variables): Value {
    return fields.reduce<Value>((value, field) => this.#field(value, field), this.#source(source, dot, variables));
  }

  #source(source: Operand["source"], dot: Value, variables: Variables): Value {
    switch (source.kind) {
      case "dot":
        return dot;
      case "constant":
        return source.value;
      case "variable":
        return variables.get(source.name)?.value;
      case "pipe":
        return this.#value(source.pipe, dot, variables);
      case "function":
        return callFunction(source.name, []);
      default:
        return null;
    }
  }

  #field(value: Value, name: string): Value {
    const found = isMap(value) ? member(value, name) : undefined;
    if (found !== undefined) return found;
    if (value === undefined || isMap(value)) {
      if (this.allowMissing) return undefined;
      throw unfit("go-template", `there is no field ${name}`);
    }
    throw unfit("go-template", `the field ${name} is asked of what has no fields`);
  }
}

function keep(variables: Variables, name: string, value: Value, assigns: boolean): void {
  const there = variables.get(name);
  if (assigns && there !== undefined) there.value = value;
  else variables.set(name, { value });
}

function entriesOf(value: Value): readonly (readonly [Value, Value])[] {
  if (value === null || value === undefined) return [];
  if (isList(value)) return value.map((item, index) => [index, item]);
  if (isMap(value)) return sortedKeys(value).map((key) => [key, value[key]]);
  throw unfit("go-template", "range goes over lists and maps only");
}
