import { expect, test } from "vitest";
import { loadCluster } from "../../src/config/cluster-load.ts";
import { openHosts } from "../../src/fleet/open-hosts.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { fleetFile } from "../support/memory-machine/operator.ts";

const names = ["cp1", ...Array.from({ length: 150 }, (_, index) => `w${index + 1}`)];

test("a large fleet is connected to at most 64 at once, all of it, and kept in the order of the file", async () => {
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text: fleetFile(names) } });
  let busy = 0;
  let peak = 0;
  const open = async ({ name }: { readonly name: string }) => {
    busy += 1;
    peak = Math.max(peak, busy);
    await new Promise((resolve) => setImmediate(resolve));
    busy -= 1;
    return new MemoryHost(name);
  };
  const { opened, closed } = await openHosts(
    intent,
    open,
    () => undefined,
    () => 0,
  );
  expect(opened.map(({ node }) => node.name)).toEqual(names);
  expect([closed.length, peak]).toEqual([0, 64]);
});
