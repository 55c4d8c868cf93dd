import type { FlagSpec } from "./command-spec.ts";

/** Finds a flag by the word before its value; undefined when no command has it. */
type FlagFinder = (word: string) => FlagSpec | undefined;

/** "--name=value" apart; the value is undefined where there is no "=". */
function splitLong(word: string): readonly [string, string | undefined] {
  const at = word.indexOf("=");
  return at < 0 ? [word.slice(2), undefined] : [word.slice(2, at), word.slice(at + 1)];
}

/** "-fv5" and "-v=5" in long form; null when a letter is no flag. */
function longFromShort(word: string, find: FlagFinder): readonly string[] | null {
  const out: string[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const flag = find(`-${word[at]}`);
    if (flag === undefined) return null;
    const rest = word.slice(at + 1);
    if (flag.kind === "switch" && !rest.startsWith("=")) {
      out.push(`--${flag.name}`);
      continue;
    }
    const value = rest.startsWith("=") ? rest.slice(1) : rest;
    out.push(value === "" && !rest.startsWith("=") ? `--${flag.name}` : `--${flag.name}=${value}`);
    return out;
  }
  return out;
}

/**
 * Arguments in the form that kubeadm's users type, turned into the one form that the parser knows: every flag as
 * `--name=value`, switches too. Nothing after `--` is touched, nor what no command knows: the parser says so.
 */
export function normalArguments(argv: readonly string[], find: FlagFinder): readonly string[] {
  const out: string[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") return [...out, word, ...rest];
    const other = /^-[a-zA-Z]$/.test(word) ? find(word)?.withWord : undefined;
    if (other !== undefined && rest[0] !== undefined && /^(?!-.)/.test(rest[0])) {
      out.push(`--${other}=${rest.shift()}`);
      continue;
    }
    if (/^-[a-zA-Z]/.test(word)) {
      const long = longFromShort(word, find);
      if (long === null) out.push(word);
      else rest.unshift(...long);
      continue;
    }
    if (!word.startsWith("--")) {
      out.push(word);
      continue;
    }
    const [name, value] = splitLong(word);
    const flag = find(`--${name}`);
    if (flag === undefined || value !== undefined) out.push(word);
    else if (flag.kind === "switch") out.push(`--${name}=true`);
    else {
      const next = rest.shift();
      out.push(next === undefined ? word : `--${name}=${next}`);
    }
  }
  return out;
}
