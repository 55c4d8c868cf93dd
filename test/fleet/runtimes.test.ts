import { expect, test } from "vitest";
import { loadCluster } from "../../src/config/cluster-load.ts";
import { KubewrightError } from "../../src/errors.ts";
import { decideRuntimes } from "../../src/fleet/runtimes.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { fleetFile } from "../support/memory-machine/operator.ts";

test("a machine that can be asked nothing keeps nobody from the decision: its own part of the run will tell", async () => {
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text: fleetFile(["cp1", "w1", "w2"]) } });
  const gone = new KubewrightError("HOST_CONNECTION_LOST", { what: "gone", next: "" });
  const opened = intent.nodes.map((node) => {
    const host = new MemoryHost(node.name);
    return { node, host: node.name === "w1" ? Object.assign(host, { read: () => Promise.reject(gone) }) : host };
  });
  const decided = await decideRuntimes(opened);
  expect(intent.nodes.map(decided)).toEqual(intent.nodes);
});

test("a fault of this program is not passed over", async () => {
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text: fleetFile(["cp1"]) } });
  const [node] = intent.nodes;
  if (node === undefined) throw new Error("the file has a node");
  const host = Object.assign(new MemoryHost("cp1"), { read: () => Promise.reject(new TypeError("a fault")) });
  await expect(decideRuntimes([{ node, host }])).rejects.toThrow("a fault");
});
