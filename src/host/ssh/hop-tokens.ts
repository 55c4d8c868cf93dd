import { isAbsolute, join } from "node:path";
import type { HopQuery, LocalUser } from "./hop.ts";

/** What the tokens of a line stand for. */
export interface Tokens {
  readonly query: HopQuery;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly local: LocalUser;
}

/** Puts in what %h, %n, %p, %r, %u, %d and %% stand for; others stay. */
export function expandTokens(text: string, { query, hostName, port, user, local }: Tokens): string {
  const tokens: Readonly<Record<string, string>> = {
    "%": "%",
    h: hostName,
    n: query.alias,
    p: `${port}`,
    r: user,
    u: local.name,
    d: local.home,
  };
  return text.replaceAll(/%(.)/g, (whole, letter: string) => tokens[letter] ?? whole);
}

/** Makes absolute paths of words with tokens, ${VARIABLES} and ~. */
export function pathsFor(tokens: Tokens): (text: string) => string {
  const { home, environment } = tokens.local;
  return (text) => {
    const named = text.replaceAll(
      /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g,
      (whole, name: string) => environment[name] ?? whole,
    );
    const expanded = expandTokens(named, tokens);
    if (expanded === "~" || expanded.startsWith("~/")) return join(home, expanded.slice(1));
    return isAbsolute(expanded) ? expanded : join(process.cwd(), expanded);
  };
}
