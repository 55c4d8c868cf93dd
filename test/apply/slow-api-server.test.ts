import { expect, test } from "vitest";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { troubles } from "./support.ts";

const names = ["cp1", "cp2"];

/** A file of the cluster whose API calls have so long, and perhaps something that a living cluster cannot change. */
function fileWith(kubernetesAPICall: string, podSubnet?: string): string {
  const text = fleetFile(names);
  const moved = podSubnet === undefined ? text : text.replace("10.244.0.0/16", podSubnet);
  expect(moved === text).toBe(podSubnet === undefined);
  const timeouts = `timeouts: {kubernetesAPICall: ${kubernetesAPICall}}`;
  return `${moved}---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n${timeouts}\n`;
}

async function clusterWhoseServers(delayMs: number, times = 1_000) {
  const network = blankFleet(2, 0);
  expect(troubles(await applyFrom(network, fileWith("1m")))).toEqual([]);
  for (const { apiServer } of network.machines) apiServer?.disturb({ match: /^GET \/livez/, delayMs, times });
  return network;
}

test.concurrent("what cannot be changed is refused by slow API servers too", { timeout: 60_000 }, async () => {
  const network = await clusterWhoseServers(4_000);
  const ran = await applyFrom(network, fileWith("20s", "10.99.0.0/16"));
  expect(ran.error).toMatchObject({ code: "CLUSTER_FIXED" });
  expect(ran.effects).toEqual([]);
});

test.concurrent("slow API servers are waited for, and then there is nothing to change", {
  timeout: 60_000,
}, async () => {
  const ran = await applyFrom(await clusterWhoseServers(4_000, 2), fileWith("20s"));
  expect([troubles(ran), ran.effects]).toEqual([[], []]);
});

test.concurrent("API servers that listen and say nothing keep the run from doing anything", {
  timeout: 60_000,
}, async () => {
  const network = await clusterWhoseServers(30_000);
  const ran = await applyFrom(network, fileWith("5s", "10.99.0.0/16"));
  expect(ran.error).toMatchObject({ code: "API_SERVER_SILENT", exitCode: 4 });
  expect(ran.effects).toEqual([]);
});

test.concurrent("an API server that says it is not well, and does not answer otherwise, is no reason not to bring another one back", {
  timeout: 60_000,
}, async () => {
  const network = await clusterWhoseServers(0, 0);
  const isRunning = () => network.machines[1]?.unit("kubelet.service")?.running;
  await network.machines[1]?.host.run({ argv: ["systemctl", "stop", "kubelet.service"] });
  expect(isRunning()).toBe(false);
  for (const { apiServer } of network.machines) {
    apiServer?.disturb({ match: /^GET \/livez/, status: 500 });
    apiServer?.disturb({ match: /^GET \/api\/v1\/nodes/, delayMs: 8_000 });
  }
  const ran = await applyFrom(network, fileWith("5s"));
  expect([troubles(ran), isRunning()]).toEqual([[], true]);
  const warnings = ran.events.flatMap((event) => (event.type === "note" ? [event.text] : []));
  expect(warnings).toContainEqual(expect.stringContaining("the file was not compared with it"));
});
