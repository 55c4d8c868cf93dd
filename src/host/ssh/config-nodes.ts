import { parse } from "ssh-config";
import { hostError, wordsOf } from "./host-error.ts";

/** One criterion of a `Match` line. */
export interface MatchCriterion {
  readonly keyword: string;
  /** Patterns with commas between them; "" for `all` and its like. */
  readonly value: string;
}

/** What an ssh_config file says, line by line. */
export type ConfigNode =
  | { readonly kind: "set"; readonly keyword: string; readonly values: readonly string[] }
  | { readonly kind: "include"; readonly patterns: readonly string[] }
  | { readonly kind: "host"; readonly patterns: readonly string[]; readonly nodes: readonly ConfigNode[] }
  | { readonly kind: "match"; readonly criteria: readonly MatchCriterion[]; readonly nodes: readonly ConfigNode[] };

/** Reads the text of an ssh_config file; keywords come in lower case. Error HOST_SSH_CONFIG_INVALID with the file's name. */
export function parseSshConfig(text: string, file: string): readonly ConfigNode[] {
  const lines = attempt(file, () => parse(text.replaceAll("\r\n", "\n")));
  return [...lines].flatMap((line) => toNodes(line as ParsedLine, file));
}

/** What of the parser's lines is read here. */
interface ParsedLine {
  readonly param?: string;
  readonly separator?: string;
  readonly value?: string | readonly { readonly val: string }[];
  readonly config?: Iterable<unknown>;
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw invalid(file, wordsOf(error));
  }
}

function invalid(file: string, why: string): Error {
  return hostError("HOST_SSH_CONFIG_INVALID", {
    what: `${file} is not a configuration that ssh understands.`,
    why,
    next: `Repair the file; "ssh -G -F ${file} any" names the line.`,
  });
}

function toNodes(line: ParsedLine, file: string): readonly ConfigNode[] {
  const { param, separator = "" } = line;
  if (param === undefined) return [];
  // The parser reads past the end of a line that has no value.
  const [word = ""] = param.split(/[\r\n]/);
  if (word !== param || /[\r\n]/.test(separator)) throw invalid(file, `"${word}" has no value.`);
  const keyword = param.toLowerCase();
  const values = typeof line.value === "string" ? [line.value] : (line.value ?? []).map(({ val }) => val);
  if (keyword === "include") return [{ kind: "include", patterns: values }];
  if (keyword !== "host" && keyword !== "match") return [{ kind: "set", keyword, values }];
  const nodes = [...(line.config ?? [])].flatMap((inner) => toNodes(inner as ParsedLine, file));
  return keyword === "host"
    ? [{ kind: "host", patterns: values, nodes }]
    : [{ kind: "match", criteria: criteriaOf(values), nodes }];
}

const withoutValue = new Set(["all", "canonical", "final"]);

function criteriaOf(words: readonly string[]): readonly MatchCriterion[] {
  const criteria: MatchCriterion[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const keyword = (words[at] ?? "").toLowerCase();
    if (withoutValue.has(keyword.replace(/^!/, ""))) criteria.push({ keyword, value: "" });
    else {
      at += 1;
      criteria.push({ keyword, value: words[at] ?? "" });
    }
  }
  return criteria;
}
