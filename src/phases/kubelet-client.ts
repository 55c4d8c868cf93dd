import { kubeletClientCurrent, kubeletConf, kubeletPkiDir } from "../constants/paths.ts";
import type { Change, FileChange } from "../engine/change.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import { directoryState } from "../host/file-state.ts";
import type { FileState } from "../host/host.ts";
import { kubeconfig } from "../manifests/kubeconfig.ts";
import { kubeletClientFiles } from "../manifests/kubelet-client.ts";
import { type ParsedKubeconfig, parseKubeconfig } from "../manifests/parse-kubeconfig.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { step } from "../steps/step.ts";
import { filesAt, secretOf } from "./issuing-files.ts";

/**
 * Phase kubelet-finalize/enable-client-cert-rotation: the kubelet's certificate lies where the kubelet renews it, and
 * kubelet.conf points there. kubeadm does this after the kubelet has started and restarts it; done before the start,
 * no restart is due.
 */
export function kubeletFinalizePhase(): Phase {
  return {
    id: "kubelet-finalize/enable-client-cert-rotation",
    title: "The kubelet renews its own certificate",
    steps: [step("rotating-certificate", "The kubelet's rotating certificate", planRotation)],
  };
}

async function planRotation(context: StepContext): Promise<readonly Change[]> {
  const file = (await filesAt(context.host, [kubeletConf])).get(kubeletConf);
  if (file === undefined) return [];
  const found = parseKubeconfig(secretOf(file), kubeletConf);
  const { clientCertificate: certificate, clientKey: key } = found;
  if (certificate === undefined || key === undefined) return [];
  const there = await context.host.read([kubeletPkiDir, kubeletClientCurrent]);
  const directory: readonly FileChange[] = there.has(kubeletPkiDir)
    ? []
    : [change(kubeletPkiDir, null, directoryState(0o755))];
  // Named after the certificate's first day, not after this moment: a run that is cut off here goes on with the same file.
  const now = parseCertificate(certificate, kubeletConf).notBefore;
  const client = there.has(kubeletClientCurrent)
    ? []
    : [...kubeletClientFiles({ certificate, key, now })].map(([path, state]) => change(path, null, state));
  const after: FileState = { type: "file", content: pointing(found), mode: 0o600, owner: "0:0" };
  return [...directory, ...client, change(kubeletConf, file, after)];
}

function change(path: string, before: FileState | null, after: FileState): FileChange {
  return { kind: "file", path, before, after };
}

function pointing(found: ParsedKubeconfig) {
  return kubeconfig({
    clusterName: found.clusterName,
    server: found.server,
    ...(found.caCertificate === undefined ? {} : { caCertificate: found.caCertificate }),
    user: found.userName,
    contextName: found.contextName,
    credentials: { certificateFile: kubeletClientCurrent, keyFile: kubeletClientCurrent },
  });
}
