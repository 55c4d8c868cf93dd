import { formatAddress, isGlobalUnicast, isLoopback, isUnspecified, parseAddress } from "../ip/address.ts";
import type { Path } from "../yaml.ts";
import { bindPortOf } from "./defaults/init.ts";
import type { MachineAnswers } from "./load.ts";
import { type Finding, invalid } from "./problem.ts";
import type { LocalApiEndpoint } from "./v1beta4.ts";

/** The runtime that is taken when none answers. */
export const defaultCriSocket = "unix:///var/run/containerd/containerd.sock";

/** A value that the machine decided, with what is to be said about it. */
export interface Decided<Value> {
  readonly value: Value;
  readonly findings: readonly Finding[];
  readonly warnings: readonly string[];
}

/** The container runtime's socket: as written, else the one that answers. Several that answer are a finding. */
export function decideCriSocket(path: Path, written: string | undefined, machine: MachineAnswers): Decided<string> {
  const [first = defaultCriSocket, ...others] = machine.criSockets;
  if ((written ?? "") === "" && others.length > 0) {
    const what = `several container runtimes answer: ${[first, ...others].join(", ")}`;
    const finding = {
      ...invalid(path, what, "Name one of them (nodeRegistration.criSocket, --cri-socket)."),
      code: "CONFIG_SEVERAL_RUNTIMES",
    };
    return { value: first, findings: [finding], warnings: [] };
  }
  const schemeless = written !== undefined && written !== "" && !written.startsWith("unix");
  return {
    value: first,
    findings: [],
    warnings: schemeless ? [`criSocket ${written} has no scheme; unix:// is put in front`] : [],
  };
}

interface RawEndpoint {
  readonly advertiseAddress?: string | undefined;
  readonly bindPort?: number | undefined;
}

/** Where the API server of this node is reached: as written, else the address of the default route. */
export function decideEndpoint(
  path: Path,
  written: RawEndpoint | undefined,
  machine: MachineAnswers,
): Decided<LocalApiEndpoint> {
  const text = written?.advertiseAddress ?? "";
  const address = parseAddress(text);
  const bindPort = bindPortOf(written);
  const decided = (advertiseAddress: string, advertiseAddressGiven: boolean): Decided<LocalApiEndpoint> => ({
    value: { advertiseAddress, bindPort, advertiseAddressGiven },
    findings: [],
    warnings: [],
  });
  if (text !== "" && address === null) return decided(text, true);
  if (address !== null && isLoopback(address)) return fromLoopback(path, machine, decided);
  if (address !== null && !isUnspecified(address)) return decided(formatAddress(address), true);
  const found = (address?.family === 6 ? machine.defaultRouteAddressIpv6 : null) ?? machine.defaultRouteAddress;
  if (found !== null) return decided(found, false);
  const warnings = ["this host has no default route, so that its address is not known; 0.0.0.0 is taken"];
  return { ...decided("0.0.0.0", false), warnings };
}

function fromLoopback(
  path: Path,
  machine: MachineAnswers,
  decided: (address: string, given: boolean) => Decided<LocalApiEndpoint>,
): Decided<LocalApiEndpoint> {
  if (machine.loopbackGlobalAddress !== null) return decided(machine.loopbackGlobalAddress, false);
  const what = "a loopback address stands for a global address on the loopback interface, and there is none";
  const finding = invalid([...path, "advertiseAddress"], what, "Write an address at which other hosts reach this one.");
  return { ...decided("127.0.0.1", false), findings: [finding] };
}

/** An API server cannot be advertised at every address: 0.0.0.0, multicast and link-local ones are findings. */
export function bindableRule(path: Path, endpoint: LocalApiEndpoint): Finding[] {
  const address = parseAddress(endpoint.advertiseAddress);
  if (address === null || isLoopback(address) || isGlobalUnicast(address)) return [];
  const what = endpoint.advertiseAddressGiven
    ? `${endpoint.advertiseAddress} cannot be the address of an API server`
    : "this host has no default route to a gateway, so that the address of its API server is not known";
  return [
    invalid(
      [...path, "advertiseAddress"],
      what,
      "Write an address at which other hosts reach this one (--apiserver-advertise-address).",
    ),
  ];
}
