import { systemUnits } from "../../facts/system-units.ts";
import { type Check, type Finding, warning } from "../check.ts";

const unit = "kubelet.service";

/** Service-kubelet: systemd knows the kubelet and starts it after a reboot. A missing unit is told: this program writes one. */
export const serviceKubelet: Check = {
  name: "Service-kubelet",
  look: async ({ fact }) => {
    const known = await fact(systemUnits);
    const state = known.get(unit);
    if (known.size === 0) return [noInitSystem];
    if (state === undefined || !state.exists) return [unitToCome];
    if (state.enabled !== "disabled" && state.enabled !== "masked") return [];
    return [
      warning(
        `The service kubelet is ${state.enabled}.`,
        "The node would not come back after a reboot.",
        state.enabled === "masked" ? "systemctl unmask kubelet" : "systemctl enable kubelet.service",
      ),
    ];
  },
};

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
