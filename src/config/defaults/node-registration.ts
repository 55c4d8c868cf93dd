import type * as z from "zod";
import type { nodeRegistration } from "../schema/shared.ts";
import type { Argument, NodeRegistration, Taint } from "../v1beta4.ts";

type RawNodeRegistration = z.infer<typeof nodeRegistration>;
type PullPolicy = NodeRegistration["imagePullPolicy"];

/** What the machine answers for a node that the file does not name. */
export interface NodeDefaults {
  readonly hostname: string;
  readonly criSocket: string;
}

/** "unix:///..." whatever the scheme was left out of. */
export function withScheme(socket: string): string {
  return socket.startsWith("unix") ? socket : `unix://${socket}`;
}

/** kubeadm's defaults; the name is trimmed and in lower case. */
export function nodeRegistrationOf(raw: RawNodeRegistration, node: NodeDefaults): NodeRegistration {
  const socket = raw?.criSocket ?? "";
  return {
    name: (raw?.name || node.hostname).trim().toLowerCase(),
    criSocket: socket === "" ? node.criSocket : withScheme(socket),
    taints: raw?.taints?.map(taintOf),
    kubeletExtraArgs: argumentsOf(raw?.kubeletExtraArgs),
    ignorePreflightErrors: raw?.ignorePreflightErrors ?? [],
    imagePullPolicy: pullPolicy(raw?.imagePullPolicy),
    imagePullSerial: raw?.imagePullSerial ?? true,
  };
}

function taintOf(raw: {
  key?: string | undefined;
  value?: string | undefined;
  effect?: string | undefined;
  timeAdded?: string | undefined;
}): Taint {
  return {
    key: raw.key ?? "",
    ...(raw.value === undefined || raw.value === "" ? {} : { value: raw.value }),
    effect: raw.effect ?? "",
    ...(raw.timeAdded === undefined ? {} : { timeAdded: raw.timeAdded }),
  };
}

/** "" and what is not set are IfNotPresent; a wrong one is kept, and refused by the rules. */
export function pullPolicy(text: string | undefined): PullPolicy {
  return (text || "IfNotPresent") as PullPolicy;
}

/** Flags as written; a name or value that is missing is "". */
export function argumentsOf(
  raw: readonly { name?: string | undefined; value?: string | undefined }[] | undefined,
): Argument[] {
  return (raw ?? []).map(({ name, value }) => ({ name: name ?? "", value: value ?? "" }));
}
