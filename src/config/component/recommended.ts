import type { Path } from "../../yaml.ts";
import { isMapping, valueAt } from "../value-at.ts";

/** A value that the user set to something else than kubeadm would. It is kept. */
export interface Recommendation {
  readonly path: Path;
  readonly wanted: unknown;
  readonly found: unknown;
}

type Values = Readonly<Record<string, unknown>>;

/** Fills in each wanted value that is not set ("" and null count as not set), and tells which are set differently. */
export function recommended(
  written: Values,
  wanted: readonly (readonly [path: string, value: unknown])[],
): { readonly values: Values; readonly deviations: Recommendation[] } {
  const deviations: Recommendation[] = [];
  let values = written;
  for (const [dotted, value] of wanted) {
    const path = dotted.split(".");
    const found = valueAt(values, path);
    if (found === undefined || found === null || found === "") values = withValue(values, path, value);
    else if (JSON.stringify(found) !== JSON.stringify(value)) deviations.push({ path, wanted: value, found });
  }
  return { values, deviations };
}

function withValue(values: Values, [first = "", ...rest]: readonly string[], value: unknown): Values {
  if (rest.length === 0) return { ...values, [first]: value };
  const inner = values[first];
  return { ...values, [first]: withValue(isMapping(inner) ? inner : {}, rest, value) };
}
