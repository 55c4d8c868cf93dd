import { expect, test } from "vitest";
import { clusterStatus } from "../../src/apply/cluster-status.ts";
import { loadCluster } from "../../src/config/cluster-load.ts";
import { machineOf } from "../support/memory-machine/made-cluster.ts";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { troubles } from "./support.ts";

const dayMs = 86_400_000;

/** What status says of cp1's certificates, some days after a cluster was founded. */
async function certificatesAfter(days: number, more = ""): Promise<string | undefined> {
  const text = fleetFile(["cp1"], { ClusterConfiguration: more });
  const network = blankFleet(1, 0);
  expect(troubles(await applyFrom(network, text))).toEqual([]);
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text } });
  const opened = intent.nodes.map((node) => ({ node, host: machineOf(network, node.name).host }));
  const [cp1] = await clusterStatus(intent, opened, new Map(), new Date(Date.now() + days * dayMs));
  return cp1?.certificates?.why;
}

test("status says of a certificate that ends how it is made anew", async () => {
  const why = await certificatesAfter(360);
  expect(why).toMatch(/ends in \d days/);
  expect(why).toContain("moved away");
});

test("status never advises to move an authority away", async () => {
  const why = await certificatesAfter(0, "caCertificateValidityPeriod: 240h0m0s\n");
  expect(why).toMatch(/^(ca|etcd-ca|front-proxy-ca) and 2 more ends in \d days\. It is an authority:/);
  expect(why).toContain("leave it where it is");
  expect(why).not.toContain("moved away");
});

test("status says of certificates that are not valid yet that they are not, and when they will be", async () => {
  const why = await certificatesAfter(-30);
  expect(why).toMatch(/^\S+ and \d+ more are not valid before \S+Z; the clock of the machine you type at says \S+Z\./);
  expect(why).toContain("Compare the clocks");
});
