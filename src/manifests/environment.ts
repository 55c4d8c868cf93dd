import type { EnvironmentVariable } from "../config/v1beta4.ts";
import { compare } from "./arguments.ts";

/** The variables of a process that end in `_proxy`, in any case, and are not empty: what the control plane inherits. */
export function proxyEnvironment(environment: Readonly<Record<string, string | undefined>>): EnvironmentVariable[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    /_proxy$/i.test(name) && value !== undefined && value !== "" ? [{ name, value }] : [],
  );
}

/** The lists as one, sorted by name; of two with one name the later counts. */
export function mergeEnvironment(...lists: readonly (readonly EnvironmentVariable[])[]): EnvironmentVariable[] {
  const merged = new Map(lists.flat().map((variable) => [variable.name, variable]));
  return [...merged.values()].sort((left, right) => compare(left.name, right.name)).map(storedVariable);
}

/** An empty value is not written: as the API machinery prints it. */
function storedVariable({ name, value, valueFrom }: EnvironmentVariable): EnvironmentVariable {
  return {
    name,
    ...(value === undefined || value === "" ? {} : { value }),
    ...(valueFrom === undefined ? {} : { valueFrom }),
  };
}
