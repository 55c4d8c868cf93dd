import { kubeletDropIn } from "../../templates/kubelet-drop-in.ts";
import { kubeletService } from "../../templates/kubelet-service.ts";
import type { ComponentConfiguration } from "../config/v1beta4.ts";
import {
  bootstrapKubeletConf,
  kubeletConf,
  kubeletConfigFile,
  kubeletDir,
  kubeletDropInFile,
  kubeletFlagsFile,
  kubeletInstanceConfigFile,
  kubeletUnitFile,
  manifestsDir,
  resolvedResolvConf,
} from "../constants/paths.ts";
import { ledger } from "../engine/ledger.ts";
import type { Phase } from "../engine/phase.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { binaries } from "../facts/binaries.ts";
import { hostname } from "../facts/hostname.ts";
import { units } from "../facts/units.ts";
import { textState } from "../host/file-state.ts";
import { kubeletFiles } from "../manifests/kubelet-files.ts";
import type { KubeletMachine, KubeletNode } from "../manifests/kubelet-node.ts";
import { directoriesStep } from "../steps/directories.ts";
import { filesStep } from "../steps/files.ts";
import { joinedStep } from "../steps/joined.ts";
import { serviceStep } from "../steps/service.ts";
import { manifestTree } from "./static-pods.ts";

/** A kubelet to configure and start. */
export interface KubeletStart {
  /** The configuration, once it is known: `init` has it from its file, `join` from the cluster. */
  readonly configuration: (context: StepContext) => Promise<ComponentConfiguration>;
  readonly node: (machine: KubeletMachine, context: StepContext) => Promise<KubeletNode>;
  /** True where the kubelet writes its own kubelet.conf, after its start, with what the cluster has signed: it is no reason to start it again, but a new token is. */
  readonly bootstraps?: boolean;
  /** What happens to a configuration that somebody edited; "refuse" when left out. */
  readonly foreign?: "refuse" | "overwrite";
  /** More files that the kubelet reads at its start; they are written before its configuration, in the same write. */
  readonly files?: Step;
  /** What the service waits for when its files are in place. */
  readonly startsAfter?: Step;
}

/**
 * The directory of static Pods, mode 0700; one that is there keeps its mode. A kubelet that starts before the directory is
 * there looks for it again only after seconds (its file source's back-off), so it is made first.
 */
export function staticPodDirectoryPhase(): Phase {
  const title = "Where the kubelet finds static Pods";
  const place = filesStep({
    id: "static-pod-directory",
    title,
    foreign: "refuse",
    tree: (context) => manifestTree(context, manifestsDir, undefined),
  });
  return { id: "kubelet-start/static-pod-directory", title, steps: [place] };
}

/** Phase kubelet-start: unit (where the host has none), configuration, and the service, restarted only when it is older than what it reads. `before` is done first. */
export function kubeletStartPhase(kubelet: KubeletStart, before: readonly Step[] = []): Phase {
  return {
    id: "kubelet-start",
    title: "The kubelet runs",
    steps: [
      ...before,
      joinedStep("kubelet-files", "The kubelet's configuration", [
        ...(kubelet.files === undefined ? [] : [kubelet.files]),
        directoriesStep({
          id: "kubelet-directory",
          title: "The kubelet's directory",
          directories: new Map([[kubeletDir, 0o700]]),
        }),
        unitStep(),
        filesStep({
          id: "kubelet-files",
          title: "The kubelet's configuration",
          foreign: kubelet.foreign ?? "refuse",
          tree: async (context) => {
            const configuration = await kubelet.configuration(context);
            const node = await kubelet.node(await kubeletMachine(context), context);
            return new Map([...kubeletFiles(configuration, node)].map(([path, text]) => [path, textState(text)]));
          },
        }),
      ]),
      ...(kubelet.startsAfter === undefined ? [] : [kubelet.startsAfter]),
      serviceStep({
        id: "kubelet-service",
        title: "The kubelet's service",
        unit: "kubelet.service",
        inputs: [
          kubeletConfigFile,
          kubeletInstanceConfigFile,
          kubeletFlagsFile,
          kubelet.bootstraps === true ? bootstrapKubeletConf : kubeletConf,
          kubeletUnitFile,
          kubeletDropInFile,
        ],
      }),
    ],
  };
}

/** The units that the kubelet's files follow from. */
export const kubeletUnits: readonly string[] = ["kubelet.service", "systemd-resolved.service"];

/** What this machine adds to its kubelet's configuration. */
async function kubeletMachine(context: StepContext): Promise<KubeletMachine> {
  const name = await context.fact(hostname);
  const resolved = (await context.fact(units(kubeletUnits))).get("systemd-resolved.service");
  return { hostname: name, ...(resolved?.active === "active" ? { resolvConf: resolvedResolvConf } : {}) };
}

/** Hosts whose packages brought a unit keep it. */
function unitStep(): Step {
  return filesStep({
    id: "kubelet-unit",
    title: "The kubelet's systemd unit",
    foreign: "refuse",
    tree: async (context) => {
      const files = await context.host.read([kubeletUnitFile]);
      const unit = (await context.fact(units(kubeletUnits))).get("kubelet.service");
      if (unit?.exists === true && !files.has(kubeletUnitFile)) return new Map();
      const binary = (await context.fact(binaries(["kubelet"]))).get("kubelet") ?? "/usr/bin/kubelet";
      const ours = new Map([
        [kubeletUnitFile, textState(kubeletService(binary))],
        [kubeletDropInFile, textState(kubeletDropIn(binary))],
      ]);
      const foreign = unit?.exists === true && !(await isOurs(context));
      return foreign ? new Map() : ours;
    },
  });
}

async function isOurs(context: StepContext): Promise<boolean> {
  return (await context.fact(ledger)).files.has(kubeletUnitFile);
}
