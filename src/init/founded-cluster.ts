import type { InitIntent } from "../config/v1beta4.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";

/** What a living cluster cannot change, by its place in the configuration. No secret. */
export type FixedSettings = Readonly<Record<string, string>>;

/** The settings of this run that a later run of `init` has to name the same. */
export function fixedSettings({ init, cluster }: InitIntent): FixedSettings {
  return {
    "nodeRegistration.name": init.nodeRegistration.name,
    "networking.podSubnet": cluster.networking.podSubnet,
    "networking.serviceSubnet": cluster.networking.serviceSubnet,
    "networking.dnsDomain": cluster.networking.dnsDomain,
    "etcd.local.dataDir": cluster.etcd.local?.dataDir ?? "",
    certificatesDir: cluster.certificatesDir,
  };
}

/** FOUNDED_OTHERWISE: the cluster on this machine was founded with other settings. One that was left empty may be given later. */
export function refuseOtherSettings(was: FixedSettings, is: FixedSettings, node: string): void {
  const differing = Object.entries(is).filter(([name, value]) => (was[name] ?? "") !== "" && was[name] !== value);
  if (differing.length === 0) return;
  const isRenamed = differing.some(([name]) => name === "nodeRegistration.name");
  const rename = isRenamed
    ? " A changed host name changes the node's name: set it back, or give the old one with --node-name."
    : "";
  throw new KubewrightError("FOUNDED_OTHERWISE", {
    what: "The cluster on this machine was founded with other settings, which cannot be changed while it lives.",
    why: differing.map(([name, value]) => `${name}: founded with ${was[name]}, now ${value || "empty"}`).join("\n"),
    next: `Name what it was founded with.${rename} To found another cluster here: kubewright reset`,
    node,
    exitCode: exitCodes.usage,
  });
}

/**
 * AUTHORITIES_LOST: a founded cluster's authorities, or the key of its service accounts, are not where `init` put them. New ones
 * would be of no use: every node, certificate and token trusts the old ones.
 */
export async function refuseLostAuthorities(view: HostView, { cluster }: InitIntent): Promise<void> {
  const pairs = ["ca", "front-proxy-ca", ...(cluster.etcd.local === undefined ? [] : ["etcd/ca"])];
  const names = [...pairs.flatMap((name) => [`${name}.crt`, `${name}.key`]), "sa.key", "sa.pub"];
  const paths = names.map((name) => `${cluster.certificatesDir}/${name}`);
  const found = await view.read(paths);
  const lost = paths.filter((path) => !found.has(path));
  if (lost.length === 0) return;
  throw new KubewrightError("AUTHORITIES_LOST", {
    what: `The cluster on this machine has lost ${lost.join(", ")}.`,
    why: "all its nodes and certificates trust these; new ones would not be theirs",
    next: "Put them back from a backup or from another control plane. To found a new cluster instead: kubewright reset",
    node: view.name,
    exitCode: exitCodes.preflight,
  });
}
