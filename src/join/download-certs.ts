import type { ClusterConfiguration, JoinConfiguration } from "../config/v1beta4.ts";
import { certificatesSecretName, namespaces } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { FileTree } from "../host/host.ts";
import { secretData } from "../kube/secret-data.ts";
import { downloadedTree, uploadedFiles } from "../manifests/uploaded-certificates.ts";
import { Secret } from "../secret.ts";
import { filesStep } from "../steps/files.ts";
import type { JoinedCluster } from "./joined-cluster.ts";

/** Phase control-plane-prepare/download-certs: the authorities that all control planes share, from Secret kubeadm-certs, unless they are on the host already. */
export function downloadCertsPhase(join: JoinConfiguration, joined: JoinedCluster): Phase {
  return {
    id: "control-plane-prepare/download-certs",
    title: "The cluster's authorities are fetched",
    steps: [
      filesStep({
        id: "authorities",
        title: "The cluster's authorities",
        foreign: "refuse",
        tree: (context) => authorities(join, joined, context),
      }),
    ],
  };
}

async function authorities(join: JoinConfiguration, joined: JoinedCluster, context: StepContext): Promise<FileTree> {
  const missing = await missingFiles(joined.cluster, context);
  if (missing.length === 0) return new Map();
  const key = join.controlPlane?.certificateKey ?? "";
  if (key === "") throw noKey(missing);
  const secret = await uploadedSecret(joined);
  if (secret === null) throw noSecret();
  const data = Object.fromEntries([...secretData(secret)].map(([name, bytes]) => [name, bytes.toString("base64")]));
  const tree = downloadedTree({ ...secret, data }, new Secret(key), joined.cluster);
  return new Map([...tree].filter(([path]) => missing.includes(path)));
}

/** The Secret, or null. Who joins may read it as long as it is there: with the first upload came the role that allows it. */
async function uploadedSecret({ client }: JoinedCluster): Promise<KubeObject | null> {
  const ref = { apiVersion: "v1", kind: "Secret", namespace: namespaces.system, name: certificatesSecretName };
  try {
    return await client.get(ref);
  } catch (error) {
    if (error instanceof KubewrightError && error.code === "KUBE_FORBIDDEN") return null;
    throw error;
  }
}

async function missingFiles(cluster: ClusterConfiguration, context: StepContext): Promise<readonly string[]> {
  const paths = uploadedFiles(cluster).map(({ path }) => path);
  const there = await context.host.read(paths);
  return paths.filter((path) => !there.has(path));
}

function noKey(missing: readonly string[]): KubewrightError {
  return new KubewrightError("CERTIFICATE_KEY_MISSING", {
    what: `A control plane needs the cluster's authorities, and this host lacks ${missing.join(", ")}.`,
    next: "On a control plane run: kubewright init phase upload-certs --upload-certs. Then join with the --certificate-key it prints, or copy the files.",
    exitCode: exitCodes.usage,
  });
}

function noSecret(): KubewrightError {
  return new KubewrightError("UPLOADED_CERTIFICATES_GONE", {
    what: `The cluster holds no Secret ${certificatesSecretName} that a joining node may read.`,
    why: "certificates are uploaded by init --upload-certs or when asked for, and go after two hours",
    next: "On a control plane upload them again: kubewright init phase upload-certs --upload-certs. Then join with the --certificate-key it prints.",
  });
}
