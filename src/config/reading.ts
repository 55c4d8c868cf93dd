import type * as z from "zod";
import {
  type ConfigDocument,
  type ConfigFile,
  duplicateKeys,
  fileLocator,
  isDeprecated,
  ownGroup,
  readConfigFile,
} from "./documents.ts";
import { documentsFromFlags, type FlagTable, firstPlace, flagLocator, refuseMixedFlags } from "./flag-table.ts";
import { unreadable } from "./known-kinds.ts";
import type { ConfigSource } from "./load.ts";
import { type Finding, type Locator, type Problem, problemsOf, refuse, sentence } from "./problem.ts";
import { check } from "./schema/check.ts";

interface Input {
  readonly source?: ConfigSource | undefined;
  readonly flags: object;
  readonly table: FlagTable;
  /** Unknown and duplicate keys are problems. */
  readonly strict: boolean;
}

/** One command's look at its file and flags: collects problems and warnings, and refuses once at the end. */
export class Reading {
  readonly #problems: Problem[] = [];
  readonly #warnings: string[] = [];
  readonly #file: ConfigFile | undefined;
  readonly #fromFlags: ReadonlyMap<string, Record<string, unknown>>;
  readonly #locate: Locator;
  readonly #strict: boolean;

  /** Throws KubewrightError YAML_* or CONFIG_FLAGS_WITH_FILE at once: there is nothing to look at further. */
  constructor({ source, flags, table, strict }: Input) {
    if (source !== undefined) refuseMixedFlags(flags);
    this.#file = source === undefined ? undefined : readConfigFile(source);
    this.#fromFlags = documentsFromFlags(flags, table);
    const inFlags = flagLocator(flags, table);
    this.#locate = this.#file === undefined ? inFlags : firstPlace(inFlags, fileLocator(this.#file));
    this.#strict = strict;
    this.#problems.push(...(this.#file?.problems ?? []));
  }

  get documents(): readonly ConfigDocument[] {
    return this.#file?.documents ?? [];
  }

  /** The name of the file, or "the flags". */
  get origin(): string {
    return this.#file?.name ?? "the flags";
  }

  document(kind: string): ConfigDocument | undefined {
    return this.documents.find((document) => document.kind === kind);
  }

  /** What flags say that go into a kind. */
  flagsFor(kind: string): Record<string, unknown> {
    return this.#fromFlags.get(kind) ?? {};
  }

  /** Reads a document by the schema of its API version, and notes what is wrong with it. */
  read<Schema extends z.ZodType>(schema: Schema, kind: string, value: unknown): z.infer<Schema> {
    const checked = check(schema, value);
    this.report(kind, checked.findings);
    this.note(kind, checked.unknown);
    return checked.value;
  }

  /** What must be looked at once for each document that is used: its version, and keys that are there twice. */
  accept(document: ConfigDocument): boolean {
    const finding = unreadable(document);
    if (finding !== undefined) this.report(document.kind, [finding]);
    if (isDeprecated(document)) {
      this.warn(
        `${this.#locate(document.kind, ["apiVersion"], false)}: ${document.apiVersion} is deprecated; kubewright config migrate writes the file anew`,
      );
    }
    this.note(document.kind, duplicateKeys(document));
    return finding === undefined;
  }

  /** Says of documents that a command has no use for that they are ignored; ours are for other commands. */
  ignoreOthers(used: readonly string[]): void {
    for (const { kind, apiVersion } of this.documents) {
      if (used.includes(kind) || apiVersion.startsWith(`${ownGroup}/`)) continue;
      this.warn(`${this.#locate(kind, [], false)}: ${kind} (${apiVersion}) is ignored here`);
    }
  }

  report(kind: string, findings: readonly Finding[]): void {
    const wrong = this.#problems.filter((problem) => problem.kind === kind && problem.code === "CONFIG_WRONG_TYPE");
    const news = findings.filter((finding) => !wrong.some((problem) => isWithin(finding.path, problem.path)));
    this.#problems.push(...problemsOf(kind, news));
  }

  /** Unknown and duplicate keys: warnings unless strict. */
  note(kind: string, findings: readonly Finding[]): void {
    if (this.#strict) this.report(kind, findings);
    else for (const problem of problemsOf(kind, findings)) this.warn(sentence(problem, this.#locate));
  }

  warn(...texts: readonly string[]): void {
    for (const text of texts) if (!this.#warnings.includes(text)) this.#warnings.push(text);
  }

  /** Warnings about values, with their place. */
  warnAt(kind: string, findings: readonly Pick<Finding, "path" | "what">[]): void {
    for (const { path, what } of findings) this.warn(sentence({ kind, path, what, code: "", next: "" }, this.#locate));
  }

  /** The warnings, when nothing is wrong; throws ManyErrors otherwise. */
  finish(): readonly string[] {
    refuse(inOrder(this.#problems, this.#locate), this.#locate);
    return this.#warnings;
  }
}

/** In the order of the file; what has no place comes first. */
function inOrder(problems: readonly Problem[], locate: Locator): Problem[] {
  const lineOf = ({ kind, path, atKey }: Problem): number => {
    const match = /:(\d+):(\d+)$/.exec(locate(kind, path, atKey ?? false));
    return match === null ? 0 : Number(match[1]) * 10_000 + Number(match[2]);
  };
  return problems
    .map((problem) => ({ problem, line: lineOf(problem) }))
    .sort((left, right) => left.line - right.line)
    .map(({ problem }) => problem);
}

/** A value whose type was wrong was taken out: what then is missing at or around its path is no news. */
function isWithin(path: readonly (string | number)[], wrong: readonly (string | number)[]): boolean {
  const length = Math.min(path.length, wrong.length);
  return path.slice(0, length).join("\0") === wrong.slice(0, length).join("\0");
}
