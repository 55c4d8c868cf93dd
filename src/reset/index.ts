import type { ResetConfiguration } from "../config/v1beta4.ts";
import {
  adminConf,
  bootstrapKubeletConf,
  controllerManagerConf,
  defaultEtcdDataDir,
  founding,
  kubeletConf,
  kubeletDir,
  ledgerFile,
  manifestsDir,
  schedulerConf,
  superAdminConf,
  tmpDir,
} from "../constants/paths.ts";
import { ledger } from "../engine/ledger.ts";
import type { PhaseList } from "../engine/phase.ts";
import { preflightPhase } from "../preflight/preflight-phase.ts";
import { resetChecks } from "../preflight/reset-checks.ts";
import { absentStep } from "../steps/absent.ts";
import { serviceStoppedStep } from "../steps/service-stopped.ts";
import { etcdMemberStep } from "./etcd-member.ts";
import { kubeletMountsStep } from "./kubelet-mounts.ts";
import { nodeObjectStep } from "./node-object.ts";
import { podSandboxesStep } from "./pod-sandboxes.ts";

/**
 * What `reset` does, in order: init's and join's lists read backwards. kubeadm's fixed list of what goes, and what the
 * ledger says is ours.
 * @param etcdDataDir null where this machine's etcd, if any, is not the cluster's own
 */
export function resetPhases(reset: ResetConfiguration, etcdDataDir: string | null = defaultEtcdDataDir): PhaseList {
  const kubeconfigs = [
    adminConf,
    superAdminConf,
    kubeletConf,
    bootstrapKubeletConf,
    controllerManagerConf,
    schedulerConf,
  ];
  return [
    preflightPhase({ checks: resetChecks(), ignore: reset.ignorePreflightErrors }),
    {
      id: "remove-etcd-member",
      title: "This machine leaves the cluster",
      steps: [nodeObjectStep(reset), etcdMemberStep(reset)],
    },
    {
      id: "cleanup-node",
      title: "This machine is cleaned",
      steps: [
        serviceStoppedStep({ id: "kubelet", title: "The kubelet is stopped", unit: "kubelet.service" }),
        podSandboxesStep(reset.criSocket),
        kubeletMountsStep(reset.unmountFlags),
        absentStep({
          id: "files",
          title: "Files of the cluster are removed",
          paths: kubeconfigs,
          contentsOf: [
            ...(etcdDataDir === null ? [] : [etcdDataDir]),
            manifestsDir,
            kubeletDir,
            reset.certificatesDir,
            ...(reset.cleanupTmpDir ? [tmpDir] : []),
          ],
        }),
        absentStep({
          id: "own-files",
          title: "What else this tool had written is removed",
          paths: async (context) =>
            [...(await context.fact(ledger)).files.keys()].filter((path) => !kept.includes(path)),
        }),
        absentStep({ id: "notes", title: "This tool's notes are removed", paths: [founding, ledgerFile] }),
      ],
    },
  ];
}

/** Directories that stay, empty, as kubeadm leaves them; the notes go last. */
const kept = [defaultEtcdDataDir, manifestsDir, kubeletDir, ledgerFile, founding];
