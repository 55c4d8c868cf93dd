import { describe, expect, test } from "vitest";
import { inTurn } from "../../src/apply/in-turn.ts";
import { lookedAtOnce } from "../../src/apply/new-hosts.ts";
import type { OpenNode } from "../../src/fleet/open-hosts.ts";

/** Machines of which only the names and roles matter here: the last two are control planes. */
function machines(count: number): readonly OpenNode[] {
  return Array.from({ length: count }, (_, at) => {
    const role = at < count - 2 ? { role: "worker" } : { role: "control-plane", endpoint: {} };
    return { node: { name: `m${at}`, ...role }, host: { name: `m${at}` } } as unknown as OpenNode;
  });
}

describe("machines in turn", () => {
  test("are looked at ahead as far as they are let in at once, control planes always, and each once", () => {
    const seen: string[] = [];
    const all = inTurn(machines(lookedAtOnce + 5), ({ node }) => seen.push(node.name));
    const first = Array.from({ length: lookedAtOnce }, (_, at) => `m${at}`);
    expect(seen).toEqual([...first, `m${lookedAtOnce + 3}`, `m${lookedAtOnce + 4}`]);
    for (const { begins } of all) begins();
    expect(seen.slice(lookedAtOnce + 2)).toEqual([0, 1, 2].map((at) => `m${lookedAtOnce + at}`));
  });
});
