import { systemUnits } from "../../facts/system-units.ts";
import { type Check, warning } from "../check.ts";

const unit = "firewalld.service";

/** Firewalld: no firewall runs that closes the ports named. */
export function firewalld(ports: readonly number[]): Check {
  return {
    name: "Firewalld",
    look: async ({ fact }) => {
      if ((await fact(systemUnits)).get(unit)?.active !== "active") return [];
      const open = ports.map((port) => `--add-port=${port}/tcp`).join(" ");
      return [
        warning(
          `firewalld is active; the ports ${ports.join(" and ")} must be open.`,
          "Other nodes reach the API server and the kubelet there.",
          `firewall-cmd --permanent ${open} && firewall-cmd --reload`,
        ),
      ];
    },
  };
}
