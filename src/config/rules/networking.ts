import { bitsOf, type Cidr, cidrSize, formatCidr, overlaps, parseCidr, parseCidrs } from "../../ip/cidr.ts";
import type { Path } from "../../yaml.ts";
import { isDnsSubdomain } from "../dns-name.ts";
import { type Finding, invalid, shown } from "../problem.ts";
import type { ClusterConfiguration } from "../v1beta4.ts";

/** kubeadm's and kube-apiserver's limits: the Services kubernetes and kube-dns need addresses, and etcd holds a bitmap of all. */
const minimumServiceAddresses = 10n;
const maximumServiceBits = 20;
const minimumPodAddresses = 14n;
const maximumNodeNetworksBits = 16;
const defaultNodeMask = { 4: 24, 6: 64 } as const;

/** The rules for networking. */
export function networkingRules(cluster: ClusterConfiguration): Finding[] {
  const { serviceSubnet, podSubnet, dnsDomain } = cluster.networking;
  const podPath = ["networking", "podSubnet"];
  const manager = lastArgument(cluster, "allocate-node-cidrs");
  return [
    ...domainRule(dnsDomain),
    ...subnetRules(["networking", "serviceSubnet"], serviceSubnet, minimumServiceAddresses),
    ...serviceSizeRule(serviceSubnet),
    ...(podSubnet === "" ? [] : subnetRules(podPath, podSubnet, minimumPodAddresses)),
    ...(podSubnet === "" || manager === "false" ? [] : nodeMaskRules(cluster, podPath)),
  ];
}

function domainRule(domain: string): Finding[] {
  if (isDnsSubdomain(domain)) return [];
  const next = "Write a name such as cluster.local: lower-case letters, digits, - and dots.";
  return [invalid(["networking", "dnsDomain"], `${shown(domain)} is not a DNS domain`, next)];
}

function subnetRules(path: Path, text: string, minimum: bigint): Finding[] {
  const networks = parseCidrs(text);
  if (networks === null) return [invalid(path, `${shown(text)} is not a network`, notANetwork(text))];
  const [first, second] = networks;
  const findings: Finding[] = [];
  if (networks.length > 2 || (second !== undefined && first?.family === second.family)) {
    const what = `${shown(text)} is not one network, nor one IPv4 and one IPv6 network`;
    findings.push(invalid(path, what, "Write one network, or 10.244.0.0/16,fd00:10:244::/56 for two families."));
  }
  return [...findings, ...networks.flatMap((network) => sizeRule(path, network, minimum))];
}

function notANetwork(text: string): string {
  if (text.includes(" ")) return "Write the two networks with a comma and no space between them.";
  if (!text.includes("/")) return `Add the length of its prefix, for example ${text === "" ? "10.244.0.0" : text}/16.`;
  return "Write an address and the length of its prefix, for example 10.244.0.0/16 or fd00:10:244::/56.";
}

function sizeRule(path: Path, network: Cidr, minimum: bigint): Finding[] {
  if (cidrSize(network) >= minimum) return [];
  const what = `${formatCidr(network)} has ${cidrSize(network)} addresses; at least ${minimum} are needed`;
  return [invalid(path, what, "Write a shorter prefix.")];
}

function serviceSizeRule(text: string): Finding[] {
  return (parseCidrs(text) ?? []).flatMap((network) => {
    const shortest = bitsOf(network.family) - maximumServiceBits;
    const what = `${formatCidr(network)} is too large for Services`;
    const next = `Write a prefix of ${shortest} or more: the API server keeps a map of all addresses.`;
    return network.prefix < shortest ? [invalid(["networking", "serviceSubnet"], what, next)] : [];
  });
}

function nodeMaskRules(cluster: ClusterConfiguration, path: Path): Finding[] {
  return (parseCidrs(cluster.networking.podSubnet) ?? []).flatMap((network) => {
    const flag = `node-cidr-mask-size-ipv${network.family}`;
    const written = lastArgument(cluster, flag) ?? "";
    const mask = written === "" ? defaultNodeMask[network.family] : Number(written);
    if (!Number.isInteger(mask)) {
      return [
        invalid(path, `the controller manager's flag ${flag}=${shown(written)} is not a number`, "Correct the flag."),
      ];
    }
    return nodeMaskRule(path, network, mask, flag);
  });
}

function nodeMaskRule(path: Path, network: Cidr, mask: number, flag: string): Finding[] {
  const text = formatCidr(network);
  if (network.prefix > mask) {
    const next = `Write a prefix of ${mask} or less, or set the controller manager's extraArgs ${flag}.`;
    return [invalid(path, `${text} is smaller than the /${mask} that each node gets of it`, next)];
  }
  if (mask - network.prefix <= maximumNodeNetworksBits) return [];
  const next = `Write a prefix of ${mask - maximumNodeNetworksBits} or more, or set the controller manager's extraArgs ${flag}.`;
  return [invalid(path, `${text} would be cut into more than 65536 networks of /${mask}`, next)];
}

function lastArgument(cluster: ClusterConfiguration, name: string): string | undefined {
  return cluster.controllerManager.extraArgs.findLast((argument) => argument.name === name)?.value;
}

/** Sentences about networks that work but should not be used. */
export function networkingWarnings({ networking }: ClusterConfiguration): string[] {
  const services = parseCidrs(networking.serviceSubnet) ?? [];
  const pods = networking.podSubnet === "" ? [] : (parseCidrs(networking.podSubnet) ?? []);
  const siteLocal = parseCidr("fec0::/10");
  const old = [...services, ...pods].filter((network) => siteLocal !== null && overlaps(siteLocal, network));
  const clash = services.some((service) => pods.some((pod) => overlaps(service, pod)));
  return [
    ...old.map((network) => `${formatCidr(network)} lies in fec0::/10, which RFC 3879 deprecates`),
    ...(clash ? [`serviceSubnet ${networking.serviceSubnet} and podSubnet ${networking.podSubnet} overlap`] : []),
  ];
}
