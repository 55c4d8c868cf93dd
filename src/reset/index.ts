import type { ResetConfiguration } from "../config/v1beta4.ts";
import {
  adminConf,
  bootstrapKubeletConf,
  controllerManagerConf,
  kubeletConf,
  kubeletDir,
  kubewrightDir,
  manifestsDir,
  schedulerConf,
  superAdminConf,
  tmpDir,
} from "../constants/paths.ts";
import type { PhaseList } from "../engine/phase.ts";
import type { ApiAccess } from "../phases/api-access.ts";
import { preflightPhase } from "../preflight/preflight-phase.ts";
import { resetChecks } from "../preflight/reset-checks.ts";
import { absentStep } from "../steps/absent.ts";
import { etcdMemberStep } from "./etcd-member.ts";
import { etcdQuorumStep } from "./etcd-quorum.ts";
import { kubeletMountsStep } from "./kubelet-mounts.ts";
import { kubeletStoppedStep, unitForgottenStep } from "./kubelet-service.ts";
import { nodeObjectStep } from "./node-object.ts";
import { ownFilesStep, withHalfWritten } from "./own-files.ts";
import { podSandboxesStep } from "./pod-sandboxes.ts";

/**
 * What `reset` does, in order: init's and join's lists read backwards. kubeadm's fixed list of what goes, and what the
 * ledger says is ours.
 * @param access how the cluster's API is reached
 * @param etcdDataDir null where this machine's etcd, if any, is not the cluster's own
 */
export function resetPhases(reset: ResetConfiguration, etcdDataDir: string | null, access: ApiAccess): PhaseList {
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
      steps: [etcdQuorumStep(reset), nodeObjectStep(reset, access), etcdMemberStep(reset)],
    },
    {
      id: "cleanup-node",
      title: "This machine is cleaned",
      steps: [
        kubeletStoppedStep(),
        podSandboxesStep(reset.criSocket),
        kubeletMountsStep(reset.unmountFlags),
        absentStep({
          id: "files",
          title: "Files of the cluster are removed",
          paths: withHalfWritten(kubeconfigs),
          contentsOf: [
            ...(etcdDataDir === null ? [] : [etcdDataDir]),
            manifestsDir,
            kubeletDir,
            reset.certificatesDir,
            ...(reset.cleanupTmpDir ? [tmpDir] : []),
          ],
        }),
        ownFilesStep(),
        unitForgottenStep(),
        absentStep({ id: "notes", title: "This tool's notes are removed", paths: [kubewrightDir] }),
      ],
    },
  ];
}
