import type { InitIntent, JoinConfiguration } from "../config/v1beta4.ts";
import { bootstrapKubeletConf, kubeletConf } from "../constants/paths.ts";
import { familyOf } from "../ip/address.ts";
import type { Check } from "./check.ts";
import { fileAvailable } from "./checks/available.ts";
import { diskSpaceEnough } from "./checks/disk.ts";
import { httpProxy } from "./checks/http-proxy.ts";
import { forwards } from "./checks/kernel-settings.ts";
import { ledgerReadable } from "./checks/ledger.ts";
import { isPrivilegedUser } from "./checks/privilege.ts";
import { takesWrites } from "./checks/read-only.ts";
import { noForeignFiles, workerFiles } from "./checks/remains.ts";
import { commonChecks, type NodeToCome, writtenEverywhere } from "./common-checks.ts";
import { controlPlaneChecks, etcdChecks } from "./init-checks.ts";

/** What is known of the cluster before a host joins it: nothing, where the host has to ask for it. */
type KnownCluster = Pick<NodeToCome, "kubernetesVersion" | "kubelet">;

/** What `join` looks at before it asks the cluster: for workers and control planes. */
export function joinChecks(
  join: JoinConfiguration,
  known: KnownCluster = { kubernetesVersion: null, kubelet: null },
): readonly Check[] {
  const endpoint = endpointHost(join);
  const family = familyOf(endpoint);
  const isWorker = join.controlPlane === undefined;
  return [
    isPrivilegedUser,
    ledgerReadable,
    fileAvailable(kubeletConf),
    fileAvailable(bootstrapKubeletConf),
    ...commonChecks({
      registration: join.nodeRegistration,
      ...known,
      address: join.controlPlane?.localAPIEndpoint.advertiseAddress ?? null,
    }),
    ...(isWorker ? [fileAvailable(join.caCertPath), diskSpaceEnough(null)] : []),
    httpProxy(endpoint),
    ...(family === 0 ? [] : [forwards(family)]),
    takesWrites(writtenEverywhere),
    noForeignFiles(workerFiles),
  ];
}

/**
 * What `join --control-plane` looks at once it knows the cluster.
 *
 * @param downloadsCertificates true when certificates come from the cluster: those of an external etcd need not be here
 */
export function joinControlPlaneChecks(intent: InitIntent, downloadsCertificates: boolean): readonly Check[] {
  const dataDir = intent.cluster.etcd.local?.dataDir;
  return [
    ...controlPlaneChecks(intent),
    ...etcdChecks(intent.cluster, !downloadsCertificates),
    ...(dataDir === undefined ? [] : [takesWrites([dataDir])]),
  ];
}

/** The host of the API server that the token speaks to; "" with a discovery file. */
function endpointHost({ discovery }: JoinConfiguration): string {
  if (discovery.kind !== "token") return "";
  return discovery.apiServerEndpoint.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}
