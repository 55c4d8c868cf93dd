import type { HostView } from "../host/host.ts";
import { familyOf, isGlobalUnicast, parseAddress } from "../ip/address.ts";
import { criSockets } from "./cri-sockets.ts";
import { type DefaultRoute, defaultRoutes } from "./default-routes.ts";
import { hostname } from "./hostname.ts";
import { interfaces, type NetworkInterface } from "./interfaces.ts";

/** What the configuration asks a machine for where the file is silent. */
export interface MachineAnswers {
  readonly hostname: string;
  /** The first global address of an interface with a default route, IPv4 before IPv6; null when there is none. */
  readonly defaultRouteAddress: string | null;
  /** The first global address on a loopback interface (routing on the host): used when the default route's interface has none. */
  readonly loopbackGlobalAddress: string | null;
  /** The CRI sockets that answer, "unix:///…". */
  readonly criSockets: readonly string[];
}

const isGlobal = (text: string) => isGlobalUnicast(parseAddress(text));

/** The address of the first default route whose interface is up and has a global address of its family. */
export function addressOfRoutes(routes: readonly DefaultRoute[], links: readonly NetworkInterface[]): string | null {
  const sorted = [...routes].sort((a, b) => a.family - b.family);
  for (const route of sorted) {
    const link = links.find((candidate) => candidate.name === route.interface && candidate.up);
    const address = link?.addresses.find((text) => familyOf(text) === route.family && isGlobal(text));
    if (address !== undefined) return address;
  }
  return null;
}

/** The first global address on a loopback interface, IPv4 before IPv6. */
function addressOfLoopback(links: readonly NetworkInterface[]): string | null {
  const addresses = links.filter((link) => link.loopback && link.up).flatMap((link) => link.addresses);
  const global = addresses.filter(isGlobal).sort((a, b) => familyOf(a) - familyOf(b));
  return global[0] ?? null;
}

/** Asks everything at once. */
export async function machineAnswers(view: HostView): Promise<MachineAnswers> {
  const [name, routes, links, sockets] = await Promise.all([
    hostname.read(view),
    defaultRoutes.read(view),
    interfaces.read(view),
    criSockets.read(view),
  ]);
  return {
    hostname: name,
    defaultRouteAddress: addressOfRoutes(routes, links),
    loopbackGlobalAddress: addressOfLoopback(links),
    criSockets: sockets,
  };
}
