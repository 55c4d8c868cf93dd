import { formatAddress, parseAddress } from "../ip/address.ts";
import type { NodeIntent, NodeRole, NodeSsh } from "./cluster-intent.ts";
import { argumentsOf, nodeRegistrationOf } from "./defaults/node-registration.ts";
import { timeoutsOf } from "./defaults/timeouts.ts";
import { defaultCriSocket } from "./machine-defaults.ts";
import type { RawNode, RawSsh } from "./schema/cluster-file.ts";
import type { RawInit } from "./schema/init-configuration.ts";
import type { RawJoin } from "./schema/join-configuration.ts";
import type { Argument } from "./v1beta4.ts";

/** What a node takes from the rest of its file. */
export interface NodeDefaultsOfFile {
  readonly ssh: RawSsh;
  readonly init: RawInit;
  readonly join: RawJoin;
  readonly bindPort: number;
}

/** The name of a Node or cluster, as it is used: without space around it, in lower case. */
export function nodeName(written: string): string {
  return written.trim().toLowerCase();
}

/** An IP address in the one form that it is compared and written in; what is none stays as it is. */
export function nodeAddress(written: string): string {
  const address = parseAddress(written);
  return address === null ? written : formatAddress(address);
}

/** A node as the file has it, with what its kind of node says where it says nothing. */
export function nodeOf(raw: RawNode, file: NodeDefaultsOfFile): NodeIntent {
  const role = (raw.role ?? "") as NodeRole;
  const name = nodeName(raw.name ?? "");
  const address = nodeAddress(raw.address ?? "");
  const kind = role === "control-plane" ? file.init : file.join;
  const given = { ...kind.nodeRegistration, name };
  const registration = nodeRegistrationOf(
    {
      ...given,
      ...(raw.criSocket === undefined ? {} : { criSocket: raw.criSocket }),
      ...(raw.taints === undefined ? {} : { taints: raw.taints }),
      ignorePreflightErrors: [...(given.ignorePreflightErrors ?? []), ...(raw.ignorePreflightErrors ?? [])],
    },
    { hostname: name, criSocket: defaultCriSocket },
  );
  return {
    name,
    role,
    address,
    ssh: sshOf(raw, file.ssh),
    criSocketGiven: (raw.criSocket ?? given.criSocket ?? "") !== "",
    registration: { ...registration, kubeletExtraArgs: extraArguments(given.kubeletExtraArgs, raw.kubeletExtraArgs) },
    endpoint:
      role === "control-plane"
        ? { advertiseAddress: address, bindPort: file.bindPort, advertiseAddressGiven: true }
        : undefined,
    labels: raw.labels ?? {},
    timeouts: timeoutsOf(kind.timeouts ?? file.init.timeouts),
  };
}

type RawArguments = Parameters<typeof argumentsOf>[0];

/** A node's flags take the place of those of its kind that have the same name. */
function extraArguments(kind: RawArguments, node: RawArguments): Argument[] {
  const own = argumentsOf(node);
  return [...argumentsOf(kind).filter(({ name }) => !own.some((flag) => flag.name === name)), ...own];
}

function sshOf(raw: RawNode, all: RawSsh): NodeSsh {
  const { address, ...own } = raw.ssh ?? {};
  const { user, port, identityFile, proxyJump, configFile, sudo } = { ...all, ...own };
  return {
    address: address ?? raw.address ?? "",
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
    ...(identityFile === undefined ? {} : { identityFile }),
    ...(proxyJump === undefined ? {} : { proxyJump }),
    ...(configFile === undefined ? {} : { configFile }),
    ...(sudo === undefined ? {} : { sudo }),
  };
}
