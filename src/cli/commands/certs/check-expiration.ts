import { dirname } from "node:path";
import { exitCodes } from "../../../errors.ts";
import type { HostView } from "../../../host/host.ts";
import type { Io } from "../../../io.ts";
import { readSource } from "../../../read-source.ts";
import type { Call, CommandSpec } from "../../command-spec.ts";
import { askedPrinter, objectFlags } from "../../object-output.ts";

/** The directory with the certificates: the flag's, the file's, the one that this host's API server uses, or kubeadm's. */
async function directoryOf(call: Call, host: HostView, io: Io): Promise<string> {
  const given = call.flags["cert-dir"];
  if (typeof given === "string") return given;
  const source = await readSource(call.flags["config"] as string | undefined, io);
  if (source === undefined) {
    const { certificatesDirectory } = await import("../../../phases/certificates-directory.ts");
    return (await certificatesDirectory(host)) ?? "/etc/kubernetes/pki";
  }
  const { parseClusterConfiguration } = await import("../../../config/kubeadm-config.ts");
  return parseClusterConfiguration(source.text, source.name).cluster.certificatesDir;
}

/** `kubewright certs check-expiration`. */
export const checkExpirationCommand: CommandSpec = {
  name: "check-expiration",
  summary: "Show when the certificates of this control plane expire",
  flags: objectFlags("config", "cert-dir", "kubeconfig"),
  examples: [
    { what: "All of them", type: "kubewright certs check-expiration" },
    { what: "For a program", type: "kubewright certs check-expiration -o json" },
  ],
  run: async (call, io) => {
    const print = await askedPrinter(call, io);
    const { checkExpiration } = await import("../../../certs/check-expiration.ts");
    const { renderExpiration } = await import("../../../certs/expiration-report.ts");
    const kubernetesDir = dirname(
      typeof call.flags["kubeconfig"] === "string" ? call.flags["kubeconfig"] : "/etc/kubernetes/admin.conf",
    );
    const host = await io.open();
    try {
      const certificatesDir = await directoryOf(call, host, io);
      const info = await checkExpiration(host, { certificatesDir, kubernetesDir, now: new Date(io.now()) });
      io.stdout.write(renderExpiration(info, print));
    } finally {
      await host.close();
    }
    return exitCodes.done;
  },
};
