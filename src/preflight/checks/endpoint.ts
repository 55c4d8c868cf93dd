import { resolution, resolutionDeadlineMs } from "../../facts/resolution.ts";
import { familyOf } from "../../ip/address.ts";
import { type Check, warning } from "../check.ts";

/** ControlPlaneEndpoint: where it is a name, the name resolves on this machine. A warning: it may become known while the control plane starts. Ours. */
export function endpointResolves(endpoint: string): Check {
  const host = endpoint.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return {
    name: "ControlPlaneEndpoint",
    look: async ({ fact }) => {
      if (host === "" || familyOf(host) !== 0) return [];
      const { addresses, timedOut } = await fact(resolution(host));
      if (addresses.length > 0) return [];
      const what = timedOut ? `did not resolve within ${resolutionDeadlineMs / 1000} s` : "does not resolve";
      return [
        warning(
          `The control plane's endpoint "${host}" ${what} on this machine.`,
          "All kubeconfigs name it: kubelets, kubectl and joining nodes reach no API server before they can look it up.",
          `Enter it in DNS, or on each machine: echo '<address> ${host}' >> /etc/hosts`,
        ),
      ];
    },
  };
}
