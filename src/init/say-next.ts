import { posix } from "node:path";
import type { InitFlags } from "../config/init-flags.ts";
import type { InitIntent } from "../config/v1beta4.ts";
import { adminConf } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import type { Io } from "../io.ts";
import { controlPlaneHostPort } from "../manifests/server-url.ts";
import { filesAt, textOf } from "../phases/issuing-files.ts";
import { caPin } from "../pki/ca-pin.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { initNextSteps } from "../report/init-next-steps.ts";
import type { Reporter } from "../report/reporter.ts";
import type { Founding } from "./founding.ts";

/** What a run of `init` was about. */
interface DoneWork {
  readonly intent: InitIntent;
  readonly flags: InitFlags;
  readonly io: Io;
  readonly host: HostView;
}

/** Says the key of the uploaded certificates, unless the flags keep it back. */
export function sayCertificateKey(
  { flags }: Pick<DoneWork, "flags">,
  reporter: Reporter,
  { certificateKey }: Founding,
): void {
  if (flags["skip-certificate-key-print"] === true) return;
  const key = certificateKey.reveal();
  const text = `\nA control plane joins within two hours with this certificate key:\n\n  ${key}\n`;
  reporter.say(text, { type: "result", certificateKey: key });
}

/** Says what to do after `init`: kubeconfig, network, join commands. */
export async function sayNext(work: DoneWork, reporter: Reporter, founding: Founding, changed: boolean): Promise<void> {
  const { intent, flags, io, host } = work;
  if (intent.init.skipPhases.includes("show-join-command")) return;
  const caPath = posix.join(intent.cluster.certificatesDir, "ca.crt");
  const ca = (await filesAt(host, [caPath])).get(caPath);
  const [token] = founding.tokens;
  const words = initNextSteps({
    changed,
    kubeconfig: adminConf,
    endpoint: controlPlaneHostPort(intent.cluster, intent.init.localAPIEndpoint),
    caHashes: ca === undefined ? [] : [caPin(parseCertificate(textOf(ca), caPath))],
    ...(token === undefined ? {} : { token: token.token }),
    ...(flags["upload-certs"] === true && founding.isOpen ? { certificateKey: founding.certificateKey.reveal() } : {}),
    showToken: flags["skip-token-print"] !== true,
    showCertificateKey: flags["skip-certificate-key-print"] !== true,
    columns: io.stdout.columns,
  });
  reporter.say(words.text, words.record);
}
