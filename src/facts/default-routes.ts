import type { Fact } from "../engine/fact.ts";
import { readText } from "./text-file.ts";

/** A route to everywhere. */
export interface DefaultRoute {
  readonly interface: string;
  readonly family: 4 | 6;
}

/** The default routes of /proc/net/route, in its order. */
export function parseRoutesV4(text: string): DefaultRoute[] {
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([name, destination]) =>
    name !== undefined && destination === "00000000" ? [{ interface: name, family: 4 as const }] : [],
  );
}

/** The default routes of /proc/net/ipv6_route that have a gateway. */
export function parseRoutesV6(text: string): DefaultRoute[] {
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  return rows.flatMap((fields) => {
    const name = fields[9];
    const toAll = /^0{32}$/.test(fields[0] ?? "") && /^[0-9a-f]{32}$/.test(fields[4] ?? "");
    return name !== undefined && toAll && !/^0{32}$/.test(fields[4] ?? "")
      ? [{ interface: name, family: 6 as const }]
      : [];
  });
}

/** The machine's default routes, IPv4 first. */
export const defaultRoutes: Fact<readonly DefaultRoute[]> = {
  name: "default routes",
  read: async (view) => {
    const [v4, v6] = await Promise.all([readText(view, "/proc/net/route"), readText(view, "/proc/net/ipv6_route")]);
    return [...parseRoutesV4(v4 ?? ""), ...parseRoutesV6(v6 ?? "")];
  },
};
