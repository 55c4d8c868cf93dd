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
  const signal = new AbortController().signal;
  const { opened, closed } = await openHosts(intent, { openHost: open, tell: () => undefined, now: () => 0, signal });
  expect(opened.map(({ node }) => node.name)).toEqual(names);
  expect([closed.length, peak]).toEqual([0, 64]);
});

test("an interrupt ends the connecting at once, whoever does not answer, and leaves no machine open", async () => {
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text: fleetFile(["cp1", "w1", "w2"]) } });
  const left: string[] = [];
  let answersLate = (): void => undefined;
  const closing = (name: string) => Object.assign(new MemoryHost(name), { close: async () => void left.push(name) });
  const interruption = new AbortController();
  const openHost = async ({ name }: { readonly name: string }) => {
    if (name === "w1") await new Promise<void>(() => undefined);
    if (name === "w2")
      await new Promise<void>((resolve) => {
        answersLate = resolve;
      });
    return closing(name);
  };
  const opening = { openHost, tell: () => undefined, now: () => 0, signal: interruption.signal };
  const connected = openHosts(intent, opening);
  setImmediate(() => interruption.abort());
  await expect(connected).rejects.toMatchObject({ code: "INTERRUPTED", exitCode: 130 });
  expect(left).toEqual(["cp1"]);
  answersLate();
  await expect.poll(() => left).toEqual(["cp1", "w2"]);
});
