import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { must, run } from "../run.ts";
import { until } from "../wait.ts";
import { MACHINE_OCTET, SWITCH_OCTET, subnetPrefix } from "./address-plan.ts";

/** A link as `ip -json` tells it. */
interface Link {
  readonly ifname: string;
  readonly flags: readonly string[];
}

/** The network namespace with the lab's bridge. */
function switchNamespace(number: number): string {
  return `kwlab-${number}`;
}

/** The network namespace of a host. */
export function hostNamespace(number: number, host: string): string {
  return `kwlab-${number}-${host}`;
}

/** Where iproute2 keeps a named network namespace. */
export function namespaceFile(namespace: string): string {
  return `/run/netns/${namespace}`;
}

/** Makes the bridge, and the machine's own port to it; what is there stays. */
export async function ensureSwitch(number: number): Promise<void> {
  const namespace = switchNamespace(number);
  const machine = machineLink(number);
  if (!(await namespaceNames()).includes(namespace)) await must(["ip", "netns", "add", namespace]);
  const links = (await linksOf(namespace)).map((link) => link.ifname);
  if (!links.includes("br0")) await batch(namespace, ["link add br0 type bridge"]);
  if (!existsSync(`/sys/class/net/${machine}`)) {
    await must(["ip", "link", "add", machine, "type", "veth", "peer", "name", "machine", "netns", namespace]);
  }
  const prefix = subnetPrefix(number);
  await batch(namespace, [
    "link set lo up",
    `address replace ${prefix}.${SWITCH_OCTET}/24 dev br0`,
    "link set br0 up",
    "link set machine master br0 up",
  ]);
  await must(["ip", "address", "replace", `${prefix}.${MACHINE_OCTET}/24`, "dev", machine]);
  await must(["ip", "link", "set", machine, "up"]);
}

/** Gives a host a fresh network namespace with one interface, as after a reboot. Its addresses stay the same. */
export async function plugIn(number: number, host: string, octet: number): Promise<void> {
  await unplug(number, host);
  const own = hostNamespace(number, host);
  const port = portName(host);
  await must(["ip", "netns", "add", own]);
  await batch(switchNamespace(number), [
    `link add ${port} type veth peer name eth0 address ${hardwareAddress(number, octet)} netns ${own}`,
    `link set ${port} master br0 up`,
  ]);
  await batch(own, [
    "link set lo up",
    `address add ${subnetPrefix(number)}.${octet}/24 dev eth0`,
    "link set eth0 up",
    `route add default via ${subnetPrefix(number)}.${SWITCH_OCTET}`,
  ]);
}

/** Removes a host's interface and namespace. The interface first: a namespace goes later, in its own time. */
export async function unplug(number: number, host: string): Promise<void> {
  const between = switchNamespace(number);
  const names = await namespaceNames();
  if (names.includes(between)) await run(["ip", "-n", between, "link", "delete", portName(host)]);
  await deleteNamespace(hostNamespace(number, host), names);
}

/** Takes the cable of a host out, or puts it back. */
export async function setCable(number: number, host: string, state: "up" | "down"): Promise<void> {
  await must(["ip", "-n", switchNamespace(number), "link", "set", portName(host), state]);
}

/** The hosts whose cable is out. */
export async function unplugged(number: number): Promise<readonly string[]> {
  if (!(await namespaceNames()).includes(switchNamespace(number))) return [];
  const links = await linksOf(switchNamespace(number));
  return links.filter((link) => !link.flags.includes("UP")).map((link) => link.ifname.replace(/^v-/, ""));
}

/** Removes everything a lab has in the network, whatever state it is in. */
export async function removeNetwork(number: number): Promise<void> {
  if (existsSync(`/sys/class/net/${machineLink(number)}`)) await run(["ip", "link", "delete", machineLink(number)]);
  const own = switchNamespace(number);
  const names = await namespaceNames();
  const hosts = names.filter((name) => name.startsWith(`${own}-`));
  for (const namespace of hosts) await unplug(number, namespace.slice(own.length + 1));
  await deleteNamespace(own, names);
  const gone = () => !existsSync(`/sys/class/net/${machineLink(number)}`);
  await until(`interface ${machineLink(number)} is gone`, gone, { deadlineMs: 30_000, everyMs: 20 });
}

async function deleteNamespace(namespace: string, known: readonly string[]): Promise<void> {
  if (!known.includes(namespace)) return;
  const result = await run(["ip", "netns", "delete", namespace]);
  // A run that was killed between the file and the mount leaves a plain file, which `ip` cannot unmount.
  if (result.code !== 0) await must(["rm", "-f", namespaceFile(namespace)]);
}

async function namespaceNames(): Promise<readonly string[]> {
  return readdir("/run/netns").catch(() => []);
}

async function linksOf(namespace: string): Promise<readonly Link[]> {
  return JSON.parse((await must(["ip", "-json", "-n", namespace, "link", "show"])) || "[]") as Link[];
}

async function batch(namespace: string, lines: readonly string[]): Promise<void> {
  await must(["ip", "-n", namespace, "-batch", "-"], { stdin: `${lines.join("\n")}\n` });
}

function machineLink(number: number): string {
  return `kwlab${number}`;
}

function portName(host: string): string {
  return `v-${host}`;
}

/** Locally administered, the same after every boot, so that neighbours' tables stay true. */
function hardwareAddress(number: number, octet: number): string {
  const hex = (value: number) => value.toString(16).padStart(2, "0");
  return `02:77:00:${hex(number)}:00:${hex(octet)}`;
}
