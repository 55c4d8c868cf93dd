import { expect, test } from "vitest";
import { ClusterApi } from "../../src/apply/cluster-api.ts";
import { administratorOn } from "../../src/apply/credentials.ts";
import { isControlPlane } from "../../src/config/cluster-intent.ts";
import { loadCluster } from "../../src/config/cluster-load.ts";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { remoteHost } from "../support/memory-machine/remote-host.ts";
import { troubles } from "./support.ts";

const roles = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
/** An object that no test takes away. */
const coredns = { ...roles, name: "system:coredns" };
const corednsPath = "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Acoredns";

/** A file of these machines whose API calls have so long. */
function fileOf(names: readonly string[], kubernetesAPICall: string): string {
  return `${fleetFile(names)}---
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
timeouts: {kubernetesAPICall: ${kubernetesAPICall}}
`;
}

/** A cluster, and a change that the next run has to make through its API. */
async function clusterOf(controlPlanes: number, kubernetesAPICall: string) {
  const network = blankFleet(controlPlanes, 0);
  const names = network.machines.map(({ name }) => name);
  expect(troubles(await applyFrom(network, fleetFile(names)))).toEqual([]);
  const [store] = network.stores.values();
  store?.objects.delete({ ...roles, name: "kubeadm:get-nodes" }, false);
  const servers = network.machines.map((machine) => {
    if (machine.apiServer === null) throw new Error(`no API server on ${machine.name}`);
    return machine.apiServer;
  });
  return { network, file: fileOf(names, kubernetesAPICall), servers };
}

test.concurrent.each(["plan", "apply"] as const)(
  "%s gives an API server's answer as long as timeouts.kubernetesAPICall says, and no longer",
  { timeout: 60_000 },
  async (mode) => {
    const { network, file, servers } = await clusterOf(1, "3s");
    const slowly = { match: /^GET .*clusterroles.*get-nodes/, delayMs: 6_000 };
    servers[0]?.disturb({ ...slowly, times: 1_000 });
    const told = troubles(await applyFrom(network, file, { mode }));
    expect(told).toContainEqual(expect.stringMatching(/^cluster lab KUBE_TIMEOUT: .* did not answer in time/));
    servers[0]?.calm();
    servers[0]?.disturb(slowly);
    const longer = fileOf(["cp1"], "40s");
    expect(troubles(await applyFrom(network, longer, { mode }))).toEqual([]);
  },
);

test.concurrent("an answer that takes eleven seconds is waited for with kubeadm's minute", {
  timeout: 60_000,
}, async () => {
  const { network, servers } = await clusterOf(1, "1m");
  servers[0]?.disturb({ match: /^GET .*clusterroles.*get-nodes/, delayMs: 11_000 });
  expect(troubles(await applyFrom(network, fleetFile(["cp1"])))).toEqual([]);
});

/** The API of two control planes, the second of which is chosen; a request looks elsewhere after a tenth of a second. */
async function secondOfTwo(signal = new AbortController().signal) {
  const { network, file, servers } = await clusterOf(2, "20s");
  const [first, second] = servers;
  if (first === undefined || second === undefined) throw new Error("there are two API servers");
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text: file } });
  const targets = intent.nodes.filter(isControlPlane).map((node) => {
    const machine = network.machines.find(({ name }) => name === node.name);
    if (machine === undefined) throw new Error(`no machine ${node.name}`);
    return { node, host: remoteHost(machine.open("kill")) };
  });
  const api = new ClusterApi(targets, () => administratorOn(targets.map(({ host }) => host)), {
    signal,
    lookElsewhereMs: 100,
  });
  first.disturb({ delayMs: 2_500 });
  await api.client();
  for (const server of servers) server.requests.length = 0;
  return { api, first, second };
}

test.concurrent("a request to an API server that hangs goes to another one that is well", {
  timeout: 60_000,
}, async () => {
  const { api, first, second } = await secondOfTwo();
  second.disturb({ delayMs: 15_000, times: 1_000 });
  const began = performance.now();
  expect(await api.store(false).read(coredns)).not.toBeNull();
  expect(performance.now() - began).toBeLessThan(14_000);
  expect(first.requests.map(({ path }) => path)).toContain(corednsPath);
  api.close();
});

test.concurrent("one that is only slow, and well, keeps its requests", { timeout: 60_000 }, async () => {
  const { api, first, second } = await secondOfTwo();
  second.disturb({ match: /clusterroles/, delayMs: 1_000 });
  await api.store(false).read(coredns);
  expect(first.requests.map(({ path }) => path)).not.toContain(corednsPath);
  expect(second.requests.map(({ path }) => path)).toContain(corednsPath);
  api.close();
});

test.concurrent("the only one has all its time, though it does not say that it is well", {
  timeout: 60_000,
}, async () => {
  const { network, file, servers } = await clusterOf(1, "20s");
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text: file } });
  const [machine, node] = [network.machines[0], intent.nodes.find(isControlPlane)];
  if (machine === undefined || node === undefined) throw new Error("there is a control plane");
  const host = remoteHost(machine.open("kill"));
  const api = new ClusterApi([{ node, host }], () => administratorOn([host]), { lookElsewhereMs: 100 });
  await api.client();
  servers[0]?.disturb({ delayMs: 4_000 });
  expect(await api.store(false).read(coredns)).not.toBeNull();
  api.close();
});

test.concurrent("an interruption ends a question at once", { timeout: 60_000 }, async () => {
  const stop = new AbortController();
  const { api, second } = await secondOfTwo(stop.signal);
  second.disturb({ match: /clusterroles/, delayMs: 15_000 });
  const began = performance.now();
  setTimeout(() => stop.abort(), 200);
  await expect(api.store(false).read(coredns)).rejects.toMatchObject({ code: "INTERRUPTED" });
  expect(performance.now() - began).toBeLessThan(10_000);
  api.close();
});
