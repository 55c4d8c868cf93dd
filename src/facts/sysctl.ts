import type { Fact } from "../engine/fact.ts";
import { plainText } from "./plain-text.ts";
import { readText } from "./text-file.ts";

/** The file of a kernel setting: "net.ipv4.ip_forward" is /proc/sys/net/ipv4/ip_forward. */
export function sysctlPath(name: string): string {
  return `/proc/sys/${name.replaceAll(".", "/")}`;
}

/** A kernel setting's value as one line, or null where the kernel does not have it. */
export function sysctl(name: string): Fact<string | null> {
  return {
    name: `sysctl ${name}`,
    read: async (view) => {
      const text = await readText(view, sysctlPath(name));
      return text === null ? null : plainText(text);
    },
  };
}
