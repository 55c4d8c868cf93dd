import { sysctl, sysctlPath } from "../../facts/sysctl.ts";
import { type Check, error, pathInName } from "../check.ts";

/** The kernel settings without which no packet leaves a Pod for another node. */
const forwarding = { 4: "net.ipv4.ip_forward", 6: "net.ipv6.conf.default.forwarding" } as const;

/** FileContent--proc-sys-net-…: the kernel forwards packets of this family. */
export function forwards(family: 4 | 6): Check {
  const setting = forwarding[family];
  return {
    name: `FileContent-${pathInName(sysctlPath(setting))}`,
    look: async ({ fact }) => {
      const value = await fact(sysctl(setting));
      if (value?.startsWith("1")) return [];
      return [
        error(
          value === null ? `The kernel has no ${setting}.` : `${setting} is ${value}, not 1.`,
          `Pods reach no Pod on another node while the kernel forwards no IPv${family} packets.`,
          `echo '${setting} = 1' > /etc/sysctl.d/99-kubernetes.conf && sysctl --system`,
        ),
      ];
    },
  };
}
