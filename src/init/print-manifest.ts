import type { InitFlags } from "../config/init-flags.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import type { Io } from "../io.ts";
import { coreDnsObjects } from "../manifests/coredns.ts";
import { kubeProxyObjectsOf } from "../phases/addons.ts";
import { printable } from "../report/printable.ts";
import { printYamlDocuments } from "../yaml.ts";
import { type LoadedIntent, loadIntent } from "./load-intent.ts";

/**
 * `init phase addon/… --print-manifest`: prints the addon's objects as YAML, as a new cluster gets them, and changes
 * nothing; no cluster is asked. Nothing where the configuration leaves the addon out.
 */
export async function printManifest(flags: InitFlags, io: Io, addon: string): Promise<ExitCode> {
  const host = await io.open();
  const loaded = await loadIntent(flags, io, host).finally(() => host.close());
  for (const text of loaded.warnings) io.stderr.write(`Warning: ${printable(text)}\n`);
  const objects = objectsOf(addon, loaded, io);
  if (objects.length > 0) io.stdout.write(`---\n${printYamlDocuments(objects)}`);
  return exitCodes.done;
}

/** Without kubeadm's hash of its own configuration: who applies what is printed may have edited it. */
function objectsOf(addon: string, { intent }: LoadedIntent, io: Io): readonly object[] {
  const { dns, proxy } = intent.cluster;
  if (addon === "addon/coredns") return dns.disabled ? [] : coreDnsObjects(intent.cluster);
  return proxy.disabled ? [] : kubeProxyObjectsOf(intent, { userSupplied: true, environment: io.env });
}
