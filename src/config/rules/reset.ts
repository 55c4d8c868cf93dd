import { type Finding, invalid, shown } from "../problem.ts";
import type { RawUpgrade } from "../schema/upgrade-configuration.ts";
import type { ResetConfiguration } from "../v1beta4.ts";
import type { UpgradeConfiguration } from "../v1beta4-upgrade.ts";
import { absolutePath, criSocket, imagePullPolicy } from "./shared.ts";

const unmountFlags = ["MNT_FORCE", "MNT_DETACH", "MNT_EXPIRE", "UMOUNT_NOFOLLOW"];

/** kubeadm's rules for a ResetConfiguration. */
export function resetRules(reset: ResetConfiguration): Finding[] {
  return [
    ...criSocket(["criSocket"], reset.criSocket),
    ...absolutePath(["certificatesDir"], reset.certificatesDir),
    ...reset.unmountFlags.flatMap((name, index) =>
      unmountFlags.includes(name)
        ? []
        : [
            invalid(
              ["unmountFlags", index],
              `${shown(name)} is no unmount flag`,
              `Write one of ${unmountFlags.join(", ")}.`,
            ),
          ],
    ),
  ];
}

/** kubeadm's rules for an UpgradeConfiguration. */
export function upgradeRules(upgrade: UpgradeConfiguration, written: RawUpgrade): Finding[] {
  return (["apply", "node"] as const).flatMap((part) => [
    ...(written[part]?.patches === undefined
      ? []
      : absolutePath([part, "patches", "directory"], upgrade[part].patches?.directory ?? "")),
    ...imagePullPolicy([part, "imagePullPolicy"], upgrade[part].imagePullPolicy),
  ]);
}
