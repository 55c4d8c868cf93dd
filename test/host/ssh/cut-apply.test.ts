import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MemoryNetwork } from "../../support/memory-machine/memory-network.ts";
import { blankFleet } from "../../support/memory-machine/operator.ts";
import { type Cut, type SshRan, sshFleet } from "../../support/memory-machine/ssh-fleet.ts";

const names = ["cp1", "w1"];
const seed = Number(process.env["KUBEWRIGHT_SEED"] ?? 20_261_121);
/** Bytes of a whole founding of these two are a little more than this; those of a login some 4,000. */
const most = 1_000_000;
const victim = fc.constantFrom<Cut["victim"][]>("cp1", "w1", undefined);
const after = fc.oneof(fc.integer({ min: 1, max: 12_000 }), fc.integer({ min: 1, max: most }));
const command = fc.constantFrom("apply", "apply", "apply", "plan");
const trouble = fc.record({ command, cut: fc.record({ after, victim }) });
const rounds = fc.sample(fc.array(trouble, { minLength: 10, maxLength: 10 }), { numRuns: 5, seed });

describe(`apply and plan over SSH connections that are cut at fifty random bytes (KUBEWRIGHT_SEED=${seed})`, () => {
  test.concurrent.each(rounds.map((troubles, index) => ({ round: index + 1, troubles })))(
    "round $round: each cut is told with what to do, and the next apply makes the one cluster",
    { timeout: 300_000 },
    async ({ troubles }) => {
      const network = blankFleet(1, 1);
      const fleet = await sshFleet(network);
      const keys = new Map<string, string>();
      for (const { command: typed, cut } of troubles) {
        const told = await fleet.type(typed, names, cut);
        tellsWhatToDo(told);
        for (const [path, text] of keysOf(network)) expect(keys.get(path) ?? text, path).toBe(text);
        for (const [path, text] of keysOf(network)) keys.set(path, text);
      }
      const finished = await fleet.type("apply", names);
      expect(finished.code, finished.err).toBe(0);
      expect(network.faults).toEqual([]);
      expect(network.stores.size).toBe(1);
      for (const [path, text] of keysOf(network)) expect(keys.get(path) ?? text, path).toBe(text);
      await fleet.close();
    },
  );
});

/** A run that did not finish says on which host, why, what to type next, and a permanent code; never that it is at fault itself. */
function tellsWhatToDo({ code, err }: SshRan): void {
  expect([0, 4, 5]).toContain(code);
  expect(err).not.toContain("INTERNAL");
  if (code === 0) return;
  expect(err).toMatch(/(cp1|w1|cluster lab): /);
  expect(err).toMatch(/Next: /);
  expect(err).toMatch(/\((HOST_UNREACHABLE|HOST_CONNECTION_LOST|FOUNDING_UNSEEN|CLUSTER_UNSEEN)\)/);
}

/** The private keys on the machines, by machine and path: what was made once stays. */
function keysOf(network: MemoryNetwork): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, host } of network.machines) {
    for (const [path, state] of host.tree()) {
      if (state.type === "file" && path.endsWith(".key")) found.set(`${name} ${path}`, host.text(path) ?? "");
    }
  }
  return found;
}
