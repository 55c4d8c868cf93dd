import type { ConfigNode, MatchCriterion } from "./config-nodes.ts";
import type { HopQuery, LocalUser } from "./hop.ts";
import { matchesPatterns } from "./wildcard.ts";

/** What the configuration says for one machine: keyword in lower case to the values of each line that counts. */
export type Words = ReadonlyMap<string, readonly (readonly string[])[]>;

/** Identity files add up; of everything else the first word counts. */
export function collectWords(config: readonly ConfigNode[], query: HopQuery, local: LocalUser): Words {
  const said = new Map<string, (readonly string[])[]>();
  const walk = (nodes: readonly ConfigNode[]): void => {
    for (const node of nodes) {
      if (node.kind === "host" && matchesPatterns(node.patterns, query.alias)) walk(node.nodes);
      if (node.kind === "match" && node.criteria.every((one) => holds(one, said, query, local))) walk(node.nodes);
      if (node.kind !== "set") continue;
      const earlier = said.get(node.keyword);
      if (earlier === undefined) said.set(node.keyword, [node.values]);
      else if (node.keyword === "identityfile") earlier.push(node.values);
    }
  };
  walk(config);
  return said;
}

/** A criterion that needs a command, a network or a second reading never holds. */
function holds({ keyword, value }: MatchCriterion, said: Words, query: HopQuery, local: LocalUser): boolean {
  const isNegated = keyword.startsWith("!");
  const patterns = value.split(",");
  const answers: Readonly<Record<string, () => boolean>> = {
    all: () => true,
    host: () => matchesPatterns(patterns, said.get("hostname")?.[0]?.[0] ?? query.alias),
    originalhost: () => matchesPatterns(patterns, query.alias),
    user: () => matchesPatterns(patterns, query.user ?? said.get("user")?.[0]?.[0] ?? local.name),
    localuser: () => matchesPatterns(patterns, local.name),
  };
  const answer = answers[isNegated ? keyword.slice(1) : keyword];
  return answer !== undefined && answer() !== isNegated;
}
