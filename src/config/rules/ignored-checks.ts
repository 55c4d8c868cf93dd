import type { Path } from "../../yaml.ts";
import { type Finding, invalid } from "../problem.ts";

/** `all` beside other names says nothing more: the commands refuse it, as kubeadm's do. */
export function ignoredChecksRule(path: Path, names: readonly string[]): Finding[] {
  const different = new Set(names.map((name) => name.toLowerCase()));
  if (!different.has("all") || different.size === 1) return [];
  return [
    invalid(
      path,
      "all stands for every check; others beside it mean nothing",
      "Keep all, or the single names: those of the file and of the flag count together.",
    ),
  ];
}
