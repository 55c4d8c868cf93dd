import { readFile } from "node:fs/promises";
import type { LabHost } from "../host/lab-host.ts";
import { flannelManifestPath } from "../paths.ts";
import { until } from "../wait.ts";
import { kubectl, readyNodes } from "./kubectl.ts";

/** On a loaded machine everything takes ten times as long. */
const patient = { deadlineMs: 300_000, everyMs: 250 };

/** Waits until so many nodes are Ready. */
export function nodesReady(host: LabHost, count: number): Promise<void> {
  return until(
    `${count} nodes are Ready`,
    async () => {
      const names = await readyNodes(host);
      if (names.length !== count) throw new Error(`Ready are: ${names.join(", ")}`);
      return true;
    },
    patient,
  );
}

/** Waits until a Pod is Ready, also one that is not there yet. */
export function podReady(host: LabHost, namespace: string, name: string): Promise<void> {
  const status = '-o=jsonpath={.status.conditions[?(@.type=="Ready")].status}';
  const ready = async () => (await kubectl(host, ["get", "pod", "-n", namespace, name, status])) === "True";
  return until(`Pod ${name} is Ready`, ready, patient);
}

/** Waits until kube-proxy runs on so many nodes, on all that there are unless a number is given: the last Pod that init and join lead to before there is a network. */
export function proxyReady(host: LabHost, nodes?: number): Promise<void> {
  const pods = ["get", "pods", "-n", "kube-system", "-l", "k8s-app=kube-proxy", "--no-headers"];
  const running = async () => [...(await kubectl(host, pods)).matchAll(/\s1\/1\s+Running\s/g)].length;
  const wanted = async () => nodes ?? (await kubectl(host, ["get", "nodes", "-o=name"])).trim().split("\n").length;
  return until(
    `kube-proxy runs on ${nodes ?? "all"} nodes`,
    async () => (await running()) === (await wanted()),
    patient,
  );
}

/**
 * Applies flannel from a control plane when kube-proxy runs on all nodes; does not wait for flannel. It asks the API server at its Service's
 * address, and where nobody has made that address known its first packet goes astray; it ends after 30 s and begins anew.
 */
export async function applyFlannel(host: LabHost): Promise<void> {
  await proxyReady(host);
  await kubectl(host, ["apply", "-f", "-"], { stdin: await readFile(flannelManifestPath()) });
}

/** Waits until a Pod has ended well; gives what it said. */
export async function podOutput(host: LabHost, name: string): Promise<string> {
  const phase = ["get", "pod", name, "-o", "jsonpath={.status.phase}"];
  await until(`Pod ${name} has ended`, async () => (await kubectl(host, phase)) === "Succeeded", patient);
  return kubectl(host, ["logs", name]);
}

/** Waits until the API server says that it is ready. */
export function apiServerReady(host: LabHost): Promise<void> {
  const ready = async () => (await kubectl(host, ["get", "--raw=/readyz"])) === "ok";
  return until("the API server is ready", ready, patient);
}
