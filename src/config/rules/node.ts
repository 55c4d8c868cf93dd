import { parseAddress } from "../../ip/address.ts";
import type { Path } from "../../yaml.ts";
import { isDnsSubdomain } from "../dns-name.ts";
import { type Finding, invalid, shown } from "../problem.ts";
import type { LocalApiEndpoint, NodeRegistration } from "../v1beta4.ts";
import { argumentNames, criSocket, imagePullPolicy } from "./shared.ts";

/** kubeadm's rules for nodeRegistration. */
export function nodeRegistrationRules(node: NodeRegistration): Finding[] {
  const path = ["nodeRegistration"];
  return [
    ...nameRule([...path, "name"], node.name),
    ...criSocket([...path, "criSocket"], node.criSocket),
    ...argumentNames([...path, "kubeletExtraArgs"], node.kubeletExtraArgs),
    ...imagePullPolicy([...path, "imagePullPolicy"], node.imagePullPolicy),
  ];
}

function nameRule(path: Path, name: string): Finding[] {
  if (isDnsSubdomain(name)) return [];
  const what = name === "" ? "the node has no name" : `${shown(name)} cannot be the name of a node`;
  return [
    invalid(
      path,
      what,
      "Give it a name of lower-case letters, digits, - and dots (nodeRegistration.name, --node-name).",
    ),
  ];
}

/** kubeadm's rules for a localAPIEndpoint. */
export function endpointRules(path: Path, endpoint: LocalApiEndpoint): Finding[] {
  const { advertiseAddress, bindPort } = endpoint;
  const findings: Finding[] = [];
  if (parseAddress(advertiseAddress) === null) {
    const next = "Write an IP address of this host, not a name.";
    findings.push(invalid([...path, "advertiseAddress"], `${shown(advertiseAddress)} is not an IP address`, next));
  }
  if (!Number.isInteger(bindPort) || bindPort < 1 || bindPort > 65535) {
    findings.push(invalid([...path, "bindPort"], `${bindPort} is not a port`, "Write a number from 1 to 65535."));
  }
  return findings;
}
