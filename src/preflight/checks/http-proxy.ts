import { formatAddress } from "../../ip/address.ts";
import { nthAddress, parseCidr } from "../../ip/cidr.ts";
import { type Check, error, warning } from "../check.ts";
import { proxyFor } from "../proxy.ts";

/** HTTPProxy: https to the API server goes there directly. */
export function httpProxy(host: string): Check {
  return {
    name: "HTTPProxy",
    look: async ({ environment }) => {
      const proxy = host === "" ? null : proxyFor(host, environment);
      if (proxy === null) return [];
      return [
        warning(
          `Connections to ${host} go through the proxy ${proxy}.`,
          "Nodes talk to the API server; a proxy between them breaks watches or refuses them.",
          `export NO_PROXY="$NO_PROXY,${host}"`,
        ),
      ];
    },
  };
}

/** HTTPProxyCIDR: the API server reaches Services and Pods of this network directly. */
export function httpProxyCidr(cidr: string): Check {
  return {
    name: "HTTPProxyCIDR",
    look: async ({ environment }) => {
      if (cidr.trim() === "") return [];
      const network = parseCidr(cidr.trim());
      if (network === null)
        return [error(`"${cidr}" is no network.`, "Addresses are given from it.", "Write it as 10.96.0.0/12.")];
      const first = nthAddress(network, 1);
      const proxy = first === null ? null : proxyFor(formatAddress(first), environment);
      if (proxy === null) return [];
      return [
        warning(
          `Connections to ${cidr} go through the proxy ${proxy}.`,
          "The control plane inherits the proxy and would not reach webhooks, Services and Pods.",
          `export NO_PROXY="$NO_PROXY,${cidr}"`,
        ),
      ];
    },
  };
}
