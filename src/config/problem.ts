import { exitCodes, KubewrightError, ManyErrors } from "../errors.ts";
import type { Path } from "../yaml.ts";

/** Something wrong with a value of a configuration. Where it stands in a file is found later. */
export interface Finding {
  readonly code: string;
  readonly path: Path;
  /** Points at the key instead of its value. */
  readonly atKey?: boolean;
  /** What is wrong, without the path. Holds no secret. */
  readonly what: string;
  /** What to write instead. */
  readonly next: string;
}

/** A finding and the document it was found in. */
export interface Problem extends Finding {
  /** "ClusterConfiguration" */
  readonly kind: string;
}

/** Tells where a value of a kind came from: "kubeadm.yaml:12:5", "--pod-network-cidr", or "" when it was made up. */
export type Locator = (kind: string, path: Path, atKey: boolean) => string;

/** A value that does not keep a rule. Code CONFIG_INVALID_VALUE. */
export function invalid(path: Path, what: string, next: string): Finding {
  return { code: "CONFIG_INVALID_VALUE", path, what, next };
}

/** Puts the document's kind to findings. */
export function problemsOf(kind: string, findings: readonly Finding[]): Problem[] {
  return findings.map((finding) => ({ ...finding, kind }));
}

/** "networking.podSubnet", "bootstrapTokens[0].ttl" */
function pathText(path: Path): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${part}`))
    .join("");
}

/** "file:line:column: path: what" */
export function sentence(problem: Problem, locate: Locator): string {
  const place = locate(problem.kind, problem.path, problem.atKey ?? false);
  const path = pathText(problem.path);
  const subject = place.startsWith("--") ? [place] : [place === "" ? problem.kind : place, path];
  return [...subject, problem.what].filter((part) => part !== "").join(": ");
}

/** The errors that a user sees, exit code 2. */
function errorsOf(problems: readonly Problem[], locate: Locator): KubewrightError[] {
  return problems.map(
    (problem) =>
      new KubewrightError(problem.code, {
        what: sentence(problem, locate),
        next: problem.next,
        exitCode: exitCodes.usage,
      }),
  );
}

/** Throws ManyErrors when there is a problem. */
export function refuse(problems: readonly Problem[], locate: Locator): void {
  if (problems.length > 0) throw new ManyErrors(errorsOf(problems, locate));
}

/** A value for an error message: quoted, cut when long. Never call it with a secret. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
