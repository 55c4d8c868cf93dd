import type { NodeIntent } from "../config/cluster-intent.ts";
import type { ClusterConfiguration } from "../config/v1beta4.ts";
import {
  adminConf,
  controllerManagerConf,
  defaultEtcdDataDir,
  hostCaDirectories,
  kubeletClientCurrent,
  kubeletConf,
  kubeletConfigFile,
  kubeletDir,
  kubeletDropInFile,
  kubeletFlagsFile,
  kubeletInstanceConfigFile,
  kubeletPkiDir,
  kubeletUnitFile,
  kubewrightDir,
  manifestsDir,
  schedulerConf,
  superAdminConf,
} from "../constants/paths.ts";
import { ledgerPath } from "../engine/ledger.ts";
import type { HostView } from "../host/host.ts";
import { staticPodPath } from "../manifests/static-pods.ts";
import { certificateCatalog } from "../pki/catalog.ts";
import { recordPath } from "./record.ts";

const kubeletFiles = [kubeletConfigFile, kubeletInstanceConfigFile, kubeletFlagsFile];
const unitFiles = [kubeletUnitFile, kubeletDropInFile];
const everywhere = [
  ledgerPath,
  kubeletConf,
  kubeletClientCurrent,
  kubeletPkiDir,
  kubeletDir,
  ...kubeletFiles,
  ...unitFiles,
];
const pods = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;

/** Begins to ask a far machine in one question what the phases will ask it one by one; a machine that remembers answers them then. The authorities' keys are not among it. */
export function glimpse(node: NodeIntent, host: HostView, cluster: ClusterConfiguration): void {
  const { certificatesDir } = cluster;
  const ask = (question: Promise<unknown>): void => void question.catch(() => undefined);
  ask(host.modified([...kubeletFiles, kubeletConf, ...unitFiles]));
  if (node.endpoint === undefined) {
    ask(host.read([...everywhere, `${certificatesDir}/ca.crt`, "/proc/sys/kernel/hostname"]));
    return;
  }
  const dataDir = cluster.etcd.local?.dataDir ?? defaultEtcdDataDir;
  const catalog = certificateCatalog(cluster, { name: node.name, advertiseAddress: node.address });
  ask(
    host.read([
      ...everywhere,
      ...[recordPath, kubewrightDir, adminConf, superAdminConf, controllerManagerConf, schedulerConf, dataDir],
      ...[manifestsDir, ...pods.map(staticPodPath), "/proc/sys/kernel/hostname"],
      ...catalog.flatMap(({ basePath, signer }) => [
        `${basePath}.crt`,
        ...(signer === null ? [] : [`${basePath}.key`]),
      ]),
    ]),
  );
  ask(host.list([...hostCaDirectories, certificatesDir, `${certificatesDir}/etcd`]));
}
