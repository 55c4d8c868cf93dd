import { X509Certificate } from "node:crypto";
import { kubeletClientCurrent, kubeletConf } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import { reveal } from "../secret.ts";

/** The Node name in the certificate this machine's kubelet shows; null where it has none yet, or none that can be read. */
export async function kubeletIdentity(view: HostView): Promise<string | null> {
  const { stdout } = await view.probe({ argv: ["readlink", "-f", "--", kubeletClientCurrent] });
  const current = stdout.trim();
  const files = await view.read([kubeletConf, ...(current.startsWith("/") ? [current] : [])]);
  const file = files.get(current);
  const config = files.get(kubeletConf);
  const embedded =
    config?.type === "file" ? /client-certificate-data: (\S+)/.exec(reveal(config.content))?.[1] : undefined;
  const pem = file?.type === "file" ? reveal(file.content) : Buffer.from(embedded ?? "", "base64").toString("utf8");
  const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem)?.[0];
  return block === undefined ? null : (/CN=system:node:(\S+)/.exec(subjectOf(block))?.[1] ?? null);
}

/** "" for a block that is no certificate: a file that a power cut has torn says nobody's name. */
function subjectOf(block: string): string {
  try {
    return new X509Certificate(block).subject;
  } catch {
    return "";
  }
}
