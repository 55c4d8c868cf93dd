import { resolvConf } from "../../facts/resolv-conf.ts";
import { systemUnits } from "../../facts/system-units.ts";
import { type Check, error } from "../check.ts";

const resolved = "systemd-resolved.service";
/** What kubeadm gives the kubelet as resolvConf where systemd-resolved runs: its own file names only the local stub. */
const resolvedFile = "/run/systemd/resolve/resolv.conf";

/**
 * ResolvConf: the file that Pods inherit names a server they can reach. Ours.
 *
 * @param configured resolvConf of the kubelet's configuration; undefined when it is left to the default
 */
export function resolverUsable(configured: unknown): Check {
  return {
    name: "ResolvConf",
    look: async ({ fact }) => {
      const isActive = (await fact(systemUnits)).get(resolved)?.active === "active";
      const path = typeof configured === "string" ? configured : isActive ? resolvedFile : "/etc/resolv.conf";
      if (path === "") return [];
      const servers = (await fact(resolvConf(path)))?.nameservers;
      if (servers?.some((address) => !isLocal(address))) return [];
      const found =
        servers === undefined
          ? "is not there"
          : servers.length > 0
            ? `names only ${servers.join(", ")}`
            : "names no server";
      return [
        error(
          `${path} ${found}.`,
          servers?.length
            ? "CoreDNS inherits it, asks itself and stops (its plugin loop sees it)."
            : 'CoreDNS inherits it and stops with "no valid upstream addresses found".',
          `Put a line "nameserver <address>" with your name server into ${path}.`,
        ),
      ];
    },
  };
}

function isLocal(address: string): boolean {
  return address.startsWith("127.") || address === "::1" || address === "0.0.0.0" || address === "::";
}
