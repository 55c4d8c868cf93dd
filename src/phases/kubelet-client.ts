import { plainPath } from "../config/plain-path.ts";
import type { NodeRegistration } from "../config/v1beta4.ts";
import { kubeletConf, kubeletPkiDir } from "../constants/paths.ts";
import type { Change, FileChange } from "../engine/change.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import { directoryState } from "../host/file-state.ts";
import type { FileState } from "../host/host.ts";
import { argumentValue } from "../manifests/arguments.ts";
import { kubeconfig } from "../manifests/kubeconfig.ts";
import { currentKubeletClient, kubeletClientFiles } from "../manifests/kubelet-client.ts";
import { type ParsedKubeconfig, parseKubeconfig } from "../manifests/parse-kubeconfig.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { step } from "../steps/step.ts";
import { filesAt, secretOf, textOf } from "./issuing-files.ts";

/**
 * Phase kubelet-finalize/enable-client-cert-rotation: the kubelet's certificate lies where the kubelet renews it, and
 * kubelet.conf points there. kubeadm does this after the kubelet has started and restarts it; done before the start,
 * no restart is due. As with kubeadm, --cert-dir among the kubelet's arguments says where it renews it.
 */
export function kubeletFinalizePhase({ kubeletExtraArgs }: Pick<NodeRegistration, "kubeletExtraArgs">): Phase {
  const directory = plainPath(argumentValue(kubeletExtraArgs, "cert-dir") ?? kubeletPkiDir);
  return {
    id: "kubelet-finalize/enable-client-cert-rotation",
    title: "The kubelet renews its own certificate",
    steps: [
      step("rotating-certificate", "The kubelet's rotating certificate", (context) => planRotation(context, directory)),
    ],
  };
}

async function planRotation(context: StepContext, directory: string): Promise<readonly Change[]> {
  const file = (await filesAt(context.host, [kubeletConf])).get(kubeletConf);
  if (file === undefined) return [];
  const found = parseKubeconfig(secretOf(file), kubeletConf);
  const { clientCertificate: certificate, clientKey: key } = found;
  if (certificate === undefined || key === undefined) return [];
  const current = currentKubeletClient(directory);
  const there = await context.host.read([directory, current]);
  const place: readonly FileChange[] = there.has(directory) ? [] : [change(directory, null, directoryState(0o755))];
  // Named after the certificate's first day, not after this moment: a run that is cut off here goes on with the same file.
  const now = parseCertificate(certificate, kubeletConf).notBefore;
  const client = there.has(current)
    ? []
    : [...kubeletClientFiles({ certificate, key, now, directory })].map(([path, state]) => change(path, null, state));
  const content = pointing(found, await trusted(context, found), current);
  const after: FileState = { type: "file", content, mode: 0o600, owner: "0:0" };
  return [...place, ...client, change(kubeletConf, file, after)];
}

function change(path: string, before: FileState | null, after: FileState): FileChange {
  return { kind: "file", path, before, after };
}

/** The authority that the file trusts, also where it only names its path. */
async function trusted(
  { host }: StepContext,
  { caCertificate, caFile }: ParsedKubeconfig,
): Promise<string | undefined> {
  if (caCertificate !== undefined || caFile === undefined) return caCertificate;
  const file = (await filesAt(host, [caFile])).get(caFile);
  return file === undefined ? undefined : textOf(file);
}

function pointing(found: ParsedKubeconfig, caCertificate: string | undefined, current: string) {
  return kubeconfig({
    clusterName: found.clusterName,
    server: found.server,
    ...(caCertificate === undefined ? {} : { caCertificate }),
    user: found.userName,
    contextName: found.contextName,
    credentials: { certificateFile: current, keyFile: current },
  });
}
