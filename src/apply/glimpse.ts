import type { NodeIntent } from "../config/cluster-intent.ts";
import type { ClusterConfiguration } from "../config/v1beta4.ts";
import {
  adminConf,
  clusterRecord,
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
import { programPaths } from "../facts/binaries.ts";
import { clockQuestion } from "../facts/clock.ts";
import { unitsQuestion } from "../facts/units.ts";
import type { GatheringHost } from "../host/gathering-host.ts";
import type { HostView } from "../host/host.ts";
import { staticPodPath } from "../manifests/static-pods.ts";
import { Issuing } from "../phases/issuing.ts";
import { kubeletUnits } from "../phases/kubelet-start.ts";
import { unitQuestion } from "../steps/unit.ts";
import { kubeletService } from "./kubelet-stays.ts";
import { modesCommand } from "./modes-phase.ts";

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
  "/proc/sys/kernel/hostname",
  "/proc/self/status",
];
const pods = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;

/** A machine; one that remembers answers to commands is asked those too. */
type Glimpsed = HostView & Partial<Pick<GatheringHost, "anticipate">>;

/** Begins to ask a far machine in one question what the phases will ask it one by one; a machine that remembers answers them then. The authorities' keys are not among it. */
export function glimpse(node: NodeIntent, host: Glimpsed, cluster: ClusterConfiguration): void {
  const { certificatesDir } = cluster;
  const ask = (question: Promise<unknown>): void => void question.catch(() => undefined);
  ask(host.modified([...kubeletFiles, kubeletConf, ...unitFiles, ...programPaths("kubelet")]));
  host.anticipate?.(unitsQuestion(kubeletUnits));
  host.anticipate?.(unitQuestion("kubelet.service"));
  if (node.endpoint === undefined) {
    host.anticipate?.(unitsQuestion(kubeletService));
    ask(
      host.read([
        ...everywhere,
        clusterRecord,
        staticPodPath("kube-apiserver"),
        `${certificatesDir}/ca.crt`,
        "/proc/uptime",
      ]),
    );
    return;
  }
  host.anticipate?.(clockQuestion);
  const issuing = new Issuing({ cluster, node: { name: node.name, ...node.endpoint }, now: new Date(0) });
  host.anticipate?.(modesCommand(issuing));
  const dataDir = cluster.etcd.local?.dataDir ?? defaultEtcdDataDir;
  ask(
    host.read([
      ...everywhere,
      ...[clusterRecord, kubewrightDir, adminConf, superAdminConf, controllerManagerConf, schedulerConf, dataDir],
      ...[manifestsDir, ...pods.map(staticPodPath)],
      ...issuing.certificates.flatMap(({ basePath, signer }) => [
        `${basePath}.crt`,
        ...(signer === null ? [] : [`${basePath}.key`]),
      ]),
    ]),
  );
  ask(host.list([...hostCaDirectories, certificatesDir, `${certificatesDir}/etcd`]));
}
