import type { NodeIntent } from "../config/cluster-intent.ts";
import { kubeletInstanceConfigFile } from "../constants/paths.ts";
import { throwable } from "../engine/fail.ts";
import { ledger, standing } from "../engine/ledger.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import { criSocketsAnswering, criSocketsThere } from "../facts/cri-sockets.ts";
import type { HostView } from "../host/host.ts";
import { criSocketIn } from "../manifests/kubelet-files.ts";
import { reveal } from "../secret.ts";
import { eachOf } from "./each-of.ts";
import type { OpenNode } from "./open-hosts.ts";

/** Machines that are asked at once: a socket has a deadline to answer a connect. */
const atOnce = 64;

/** A node as it was, with its container runtime's socket decided; the same node comes out the same. */
export type WithRuntime = <Node extends NodeIntent>(node: Node) => Node;

/**
 * Decides the container runtime's socket of each open node, as `init` and `join` do: as written; else the one this tool gave its
 * kubelet; else the known one that answers, or the default where none does. Several that answer are an error of each such node
 * (CONFIG_SEVERAL_RUNTIMES, exit code 2), all at once. A node whose machine cannot be asked stays as it is: its own part of the run
 * finds out why, and keeps no other. Changes nothing.
 */
export async function decideRuntimes(opened: readonly OpenNode[]): Promise<WithRuntime> {
  const answers = await eachOf(opened, atOnce, async (one) => {
    const socket = await socketOf(one).catch((thrown: unknown) => {
      if (thrown instanceof KubewrightError) return one.node.registration.criSocket;
      throw thrown;
    });
    return [one.node.name, socket] as const;
  });
  const errors = answers.flatMap(([, socket]) => (socket instanceof KubewrightError ? [socket] : []));
  if (errors.length > 0) throw throwable(errors);
  const sockets = new Map(answers);
  const decided = new WeakMap<NodeIntent, NodeIntent>();
  return <Node extends NodeIntent>(node: Node): Node => {
    const socket = sockets.get(node.name);
    if (typeof socket !== "string" || socket === node.registration.criSocket) return node;
    const known = decided.get(node) ?? { ...node, registration: { ...node.registration, criSocket: socket } };
    decided.set(node, known);
    return known as Node;
  };
}

async function socketOf({ node, host }: OpenNode): Promise<string | KubewrightError> {
  const { criSocket } = node.registration;
  if (node.criSocketGiven) return criSocket;
  const [settled, there] = await Promise.all([settledSocket(host), criSocketsThere(host)]);
  if (settled !== undefined) return settled;
  const [first, ...others] = await criSocketsAnswering(host, there);
  if (first === undefined || others.length === 0) return first ?? criSocket;
  return new KubewrightError("CONFIG_SEVERAL_RUNTIMES", {
    what: `Several container runtimes answer on ${node.name}: ${[first, ...others].join(", ")}.`,
    next: "Name one of them in the file: criSocket of the node in spec.nodes, or nodeRegistration.criSocket of its kind of node.",
    node: node.name,
    exitCode: exitCodes.usage,
  });
}

/** What stands in the kubelet's configuration of this node, where that is as this tool wrote it. */
async function settledSocket(host: HostView): Promise<string | undefined> {
  const [files, book] = await Promise.all([host.read([kubeletInstanceConfigFile]), ledger.read(host)]);
  const file = files.get(kubeletInstanceConfigFile);
  if (file?.type !== "file" || standing(book, kubeletInstanceConfigFile, file) !== "ours") return undefined;
  return criSocketIn(reveal(file.content));
}
