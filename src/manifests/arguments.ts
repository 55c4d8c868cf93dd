import type { Argument } from "../config/v1beta4.ts";

function byNameThenValue(left: Argument, right: Argument): number {
  return compare(left.name, right.name) || compare(left.value, right.value);
}

/** By code unit, which is how kubeadm sorts; the order of a locale would differ between machines. */
export function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Flags as they stand on a command line: the defaults sorted, without those the user names, then the user's in their
 * order and with their repetitions.
 */
export function mergeArguments(defaults: readonly Argument[], extra: readonly Argument[]): string[] {
  const named = new Set(extra.map((argument) => argument.name));
  const kept = defaults.filter((argument) => !named.has(argument.name)).sort(byNameThenValue);
  return [...kept, ...extra].map(({ name, value }) => `--${name}=${value}`);
}

/** The value that counts: the last of those with this name, or undefined. */
export function argumentValue(args: readonly Argument[], name: string): string | undefined {
  return args.findLast((argument) => argument.name === name)?.value;
}

/** Arguments from pairs, for tables of defaults. */
export function argumentsOf(pairs: Readonly<Record<string, string>>): Argument[] {
  return Object.entries(pairs).map(([name, value]) => ({ name, value }));
}
