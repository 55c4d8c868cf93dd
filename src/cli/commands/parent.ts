import type { CommandSpec } from "../command-spec.ts";
import { flags } from "../flags/shelf.ts";

/** A command that only holds others; its examples are the first ones of its first two children. */
export function parent(
  spec: Pick<CommandSpec, "name" | "summary" | "description" | "aliases"> & {
    readonly commands: readonly CommandSpec[];
  },
  ...flagNames: readonly string[]
): CommandSpec {
  const [first, second] = spec.commands.flatMap(({ examples }) => examples);
  if (first === undefined || second === undefined) throw new Error(`the command ${spec.name} has no examples`);
  return { ...spec, flags: flags(...flagNames), examples: [first, second] };
}
