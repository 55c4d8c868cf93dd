import { expect } from "vitest";
import type { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { applyFrom, type OperatorRan } from "../support/memory-machine/operator.ts";

/** Everything that went wrong, in words. */
export function troubles({ result, error }: OperatorRan): readonly string[] {
  if (result === null) return [String(error)];
  const errors = result.ends.flatMap((end) => ("errors" in end ? end.errors : []));
  return [...errors, ...result.closed.map((closed) => closed.error)].map(
    (each) => `${each.node} ${each.code}: ${each.what} ${each.why ?? ""}`,
  );
}

/** The names of the cluster's etcd members and Nodes, sorted. */
export function membersOf(network: MemoryNetwork): {
  readonly etcd: readonly string[];
  readonly nodes: readonly string[];
} {
  const [store] = network.stores.values();
  const nodes = store?.objects.all("v1", "Node") ?? [];
  return {
    etcd: (store?.etcd.members ?? []).map(({ name }) => name).sort(),
    nodes: nodes.map(({ metadata }) => metadata.name).sort(),
  };
}

/** The next apply finishes the one cluster there is, and the one after it has nothing to do. */
export async function expectFinished(
  network: MemoryNetwork,
  file: string,
  names: readonly string[],
): Promise<OperatorRan> {
  const again = await applyFrom(network, file);
  expect(troubles(again)).toEqual([]);
  expect(network.faults).toEqual([]);
  expect(network.stores.size).toBe(1);
  expect(membersOf(network)).toEqual({ etcd: names.filter((name) => name.startsWith("cp")), nodes: names });
  const last = await applyFrom(network, file);
  expect(troubles(last)).toEqual([]);
  expect(last.effects).toEqual([]);
  return again;
}
