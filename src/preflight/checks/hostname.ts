import { type Resolution, resolution, resolutionDeadlineMs } from "../../facts/resolution.ts";
import { type Check, type Finding, warning } from "../check.ts";

/** RFC 1123 subdomain, as Node names must be. */
const nodeName = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const maxLength = 253;

/**
 * Hostname: the node's name is a valid one and resolves, to the node's own address where that is known.
 * Warnings, as with kubeadm: the kubelet is given its address and does not need the name.
 */
export function hostnameResolves(name: string, address: string | null): Check {
  return {
    name: "Hostname",
    look: async ({ fact }) => {
      if (!nodeName.test(name) || name.length > maxLength) return [invalid(name)];
      const resolved = await fact(resolution(name));
      if (resolved.addresses.length === 0) return [unresolved(resolved, address)];
      if (address === null || resolved.addresses.includes(address)) return [];
      return [elsewhere(resolved, address)];
    },
  };
}

function invalid(name: string): Finding {
  return warning(
    `"${name}" is no valid node name.`,
    "The API server refuses the Node; small letters, digits, '-' and '.' are allowed.",
    "Set nodeRegistration.name or --node-name.",
  );
}

function unresolved({ name, timedOut }: Resolution, address: string | null): Finding {
  const what = timedOut ? `did not resolve within ${resolutionDeadlineMs / 1000} s` : "does not resolve";
  return warning(
    `The node's name "${name}" ${what}.`,
    timedOut
      ? "A name server in /etc/resolv.conf does not answer: all that looks names up waits, Pods too."
      : "Programs that look the machine's own name up wait for it; a kubelet without --node-ip some 20 s at each start.",
    `echo '${address ?? "<address>"} ${name}' >> /etc/hosts`,
  );
}

function elsewhere({ name, addresses }: Resolution, address: string): Finding {
  return warning(
    `The node's name "${name}" resolves to ${addresses.slice(0, 4).join(", ")}, not to ${address}.`,
    `What reaches the node by name ends elsewhere (a line "127.0.1.1 ${name}" in /etc/hosts is the usual reason).`,
    `Let /etc/hosts say '${address} ${name}'.`,
  );
}
