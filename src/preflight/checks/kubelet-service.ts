import { systemUnits } from "../../facts/system-units.ts";
import { type Check, error, type Finding, warning } from "../check.ts";

const unit = "kubelet.service";

/** Service-kubelet: systemd may start the kubelet, and does after a reboot. A missing unit is told: this program writes one. */
export const serviceKubelet: Check = {
  name: "Service-kubelet",
  look: async ({ fact }) => {
    const known = await fact(systemUnits);
    const state = known.get(unit);
    if (known.size === 0) return [noInitSystem];
    if (state === undefined || !state.exists) return [unitToCome];
    if (state.enabled === "masked") return [masked];
    if (state.enabled !== "disabled") return [];
    return [
      warning(
        "The service kubelet is disabled.",
        "The node would not come back after a reboot.",
        "systemctl enable kubelet.service",
      ),
    ];
  },
};

const masked: Finding = error(
  "The service kubelet is masked: systemd does not start it.",
  "The kubelet runs every part of the node.",
  "systemctl unmask kubelet",
);

const noInitSystem: Finding = warning(
  "systemd does not answer on this machine.",
  "Nothing here can start the kubelet or see how it fares.",
  "Start the kubelet by hand when asked, or use a machine with systemd.",
);

const unitToCome: Finding = {
  severity: "info",
  what: "No unit kubelet.service is installed: it will be written.",
  why: "",
  next: "",
};
