import type { NodeIntent } from "../../config/cluster-intent.ts";
import type { JoinFlags } from "../../config/join-flags.ts";
import type { ConfigSource } from "../../config/load.ts";
import { loadSshJoin } from "../../config/load-ssh-join.ts";
import type { JoinConfiguration } from "../../config/v1beta4.ts";
import { exitCodes, KubewrightError } from "../../errors.ts";
import { interfaces } from "../../facts/interfaces.ts";
import { type MachineAnswers, machineAnswers } from "../../facts/machine-answers.ts";
import type { OpenHost } from "../../fleet/open-hosts.ts";
import { gatheringHost } from "../../host/gathering-host.ts";
import type { Host } from "../../host/host.ts";
import { isGlobalUnicast, parseAddress } from "../../ip/address.ts";
import { renamedHost } from "./renamed-host.ts";
import type { SshTarget } from "./targets.ts";

/** A machine that is to join: connected, and known as the node it becomes. */
export interface Candidate {
  readonly target: SshTarget;
  readonly node: NodeIntent;
  readonly host: Host;
  readonly warnings: readonly string[];
}

/** How machines are opened, and what was typed for all of them. */
export interface CandidateOptions {
  readonly openHost: OpenHost;
  /** The addresses behind a name, as this host sees them; [] where it has none. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  readonly source: ConfigSource | undefined;
  readonly flags: JoinFlags;
}

/**
 * Connects to a machine and finds out which node it becomes: its name is its own host name, its address the one at which
 * it was reached where that is one of its own, else that of its default route, as kubeadm would take it.
 */
export async function openCandidate(target: SshTarget, options: CandidateOptions): Promise<Candidate> {
  const { ssh, text } = target;
  const host = await options.openHost({ name: text, address: ssh.address, ssh });
  try {
    const far = gatheringHost(host);
    const machine = await addressedAs(far, await machineAnswers(far), () => options.resolve(ssh.address));
    const { join, warnings } = loadSshJoin({ source: options.source, flags: options.flags, machine });
    const node = nodeOf(join, target, machine.defaultRouteAddress);
    return { target, node, host: renamedHost(far, node.name), warnings };
  } catch (error) {
    await host.close();
    throw error;
  }
}

async function addressedAs(
  host: Host,
  machine: MachineAnswers,
  resolve: () => Promise<readonly string[]>,
): Promise<MachineAnswers> {
  const [links, reached] = await Promise.all([interfaces.read(host), resolve()]);
  const own = links.filter((link) => link.up).flatMap((link) => link.addresses);
  const address = reached.find((each) => own.includes(each) && isGlobalUnicast(parseAddress(each)));
  return address === undefined ? machine : { ...machine, defaultRouteAddress: address };
}

function nodeOf(join: JoinConfiguration, { text, ssh }: SshTarget, found: string | null): NodeIntent {
  const { nodeRegistration: registration, controlPlane, timeouts } = join;
  const address = controlPlane?.localAPIEndpoint.advertiseAddress ?? found;
  if (address === null) throw addressUnknown(text);
  return {
    name: registration.name,
    role: controlPlane === undefined ? "worker" : "control-plane",
    address,
    ssh,
    registration,
    criSocketGiven: true,
    endpoint:
      controlPlane === undefined ? undefined : { ...controlPlane.localAPIEndpoint, advertiseAddressGiven: true },
    labels: {},
    timeouts,
  };
}

function addressUnknown(text: string): KubewrightError {
  return new KubewrightError("NODE_ADDRESS_UNKNOWN", {
    what: `${text} has no address at which other nodes could reach it.`,
    why: "it has no default route, and was not reached at an address of its own",
    next: "Name it by its address in the network of the nodes, as in --ssh root@10.0.0.22.",
    node: text,
    exitCode: exitCodes.preflight,
  });
}
