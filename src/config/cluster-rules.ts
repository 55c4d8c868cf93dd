import { isGlobalUnicast, parseAddress } from "../ip/address.ts";
import type { Path } from "../yaml.ts";
import { nodeAddress, nodeName } from "./cluster-nodes.ts";
import { isDnsSubdomain } from "./dns-name.ts";
import { splitHostPort } from "./host-port.ts";
import { nearest } from "./nearest.ts";
import { type Finding, invalid, shown } from "./problem.ts";
import { labelRules, taintRules } from "./rules/marks.ts";
import { argumentNames, criSocket } from "./rules/shared.ts";
import type { RawClusterFile, RawNode } from "./schema/cluster-file.ts";

type Spec = NonNullable<RawClusterFile["spec"]>;

const roles = ["control-plane", "worker"];

/** The rules of kind Cluster. */
export function clusterFileRules(file: RawClusterFile): Finding[] {
  const nodes = file.spec?.nodes ?? [];
  return [
    ...nameRules(["metadata", "name"], file.metadata?.name, "the cluster"),
    ...portRule(["spec", "ssh", "port"], file.spec?.ssh?.port),
    ...nodes.flatMap((node, index) => nodeRules(["spec", "nodes", index], node)),
    ...uniqueRule(nodes, "name"),
    ...uniqueRule(nodes, "address"),
    ...controlPlaneRule(nodes),
    ...loadBalancerRules(file.spec?.loadBalancer),
    ...laterRules(file.spec ?? {}),
  ];
}

function nameRules(path: Path, name: string | undefined, whose: string): Finding[] {
  const value = nodeName(name ?? "");
  if (isDnsSubdomain(value)) return [];
  const what = value === "" ? `${whose} has no name` : `${shown(value)} cannot be the name of ${whose}`;
  return [invalid(path, what, "Give it a name of lower-case letters, digits, - and dots.")];
}

function nodeRules(path: Path, node: RawNode): Finding[] {
  const { role = "", address = "", ssh } = node;
  return [
    ...nameRules([...path, "name"], node.name, "the node"),
    ...oneOf([...path, "role"], role, roles, "role of a node"),
    ...addressRule([...path, "address"], address),
    ...(node.criSocket === undefined ? [] : criSocket([...path, "criSocket"], node.criSocket)),
    ...argumentNames(
      [...path, "kubeletExtraArgs"],
      (node.kubeletExtraArgs ?? []).map(({ name = "", value = "" }) => ({ name, value })),
    ),
    ...portRule([...path, "ssh", "port"], ssh?.port),
    ...labelRules([...path, "labels"], node.labels ?? {}),
    ...taintRules([...path, "taints"], node.taints ?? []),
  ];
}

function portRule(path: Path, port: number | undefined): Finding[] {
  if (port === undefined || (port > 0 && port < 65536)) return [];
  return [invalid(path, `${port} is not a port`, "Write a number from 1 to 65535.")];
}

function addressRule(path: Path, text: string): Finding[] {
  if (isGlobalUnicast(parseAddress(text))) return [];
  const what =
    text === ""
      ? "the node has no address"
      : `${shown(text)} is not an IP address at which other nodes could reach this one`;
  return [invalid(path, what, "Write the IP address of this machine in the network of the nodes.")];
}

/** What stands for a text that can be written in several ways. */
const meant = { name: nodeName, address: nodeAddress } as const;

function uniqueRule(nodes: readonly RawNode[], key: "name" | "address"): Finding[] {
  return nodes.flatMap((node, index) => {
    const own = meant[key](node[key] ?? "");
    const first = nodes.findIndex((other) => meant[key](other[key] ?? "") === own);
    if (own === "" || first === index) return [];
    const what = `spec.nodes[${first}] has the ${key} ${shown(node[key])} already`;
    return [invalid(["spec", "nodes", index, key], what, `Give each node its own ${key}.`)];
  });
}

function controlPlaneRule(nodes: readonly RawNode[]): Finding[] {
  if (nodes.length === 0) {
    return [invalid(["spec", "nodes"], "the cluster has no nodes", "Name at least one node of role control-plane.")];
  }
  if (nodes.some(({ role }) => role === "control-plane" || !roles.includes(role ?? ""))) return [];
  const next = "Give one node, or better three, the role control-plane.";
  return [invalid(["spec", "nodes"], "the cluster has no control plane", next)];
}

const balancers = ["none", "external"];
const laterBalancers = ["keepalived", "node-local", "kube-vip"];

function loadBalancerRules(balancer: Spec["loadBalancer"]): Finding[] {
  const { kind = "none", address = "" } = balancer ?? {};
  const path = ["spec", "loadBalancer"];
  if (laterBalancers.includes(kind)) {
    return [later([...path, "kind"], `the load balancer ${kind}`, "Bring one yourself and write kind: external.")];
  }
  const findings = oneOf([...path, "kind"], kind, [...balancers, ...laterBalancers], "kind of load balancer");
  if (kind === "external" && splitHostPort(address) === null) {
    const what = address === "" ? "an external load balancer needs an address" : `${shown(address)} is not host:port`;
    findings.push(invalid([...path, "address"], what, "Write where it is reached: lb.example.com:6443."));
  }
  if (kind === "none" && address !== "") {
    findings.push(invalid([...path, "address"], "there is no load balancer", "Write kind: external beside it."));
  }
  return findings;
}

/** What the kind has a place for and this release does not do. */
function laterRules({ prepare, addons }: Spec): Finding[] {
  const words: readonly (readonly [Path, string | undefined, string])[] = [
    [["spec", "prepare", "runtime"], prepare?.runtime, "Install runtime and kubelet first and write none."],
    [["spec", "addons", "cni"], addons?.cni, "Write none and apply the network's manifest with kubectl afterwards."],
    [["spec", "addons", "dashboard"], addons?.dashboard, "Write none."],
    [["spec", "addons", "storage"], addons?.storage, "Write none."],
  ];
  const findings = words
    .filter(([, value]) => value !== undefined && value !== "none")
    .map(([path, value, next]) => later(path, String(value), next));
  if ((addons?.manifests ?? []).length > 0) {
    findings.push(later(["spec", "addons", "manifests"], "further manifests", "Apply them with kubectl afterwards."));
  }
  return findings;
}

function later(path: Path, what: string, next: string): Finding {
  return { code: "CONFIG_UNSUPPORTED", path, what: `this release does not bring ${what} yet`, next };
}

function oneOf(path: Path, value: string, known: readonly string[], what: string): Finding[] {
  if (known.includes(value)) return [];
  const meant = nearest(value, known);
  const said = value === "" ? `the ${what} is missing` : `${shown(value)} is no ${what}`;
  const guess = meant === undefined ? "" : `; did you mean ${meant}?`;
  return [invalid(path, said + guess, `Write one of ${known.join(", ")}.`)];
}
