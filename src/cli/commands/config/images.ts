import type { InitFlags } from "../../../config/init-flags.ts";
import type { InitIntent } from "../../../config/v1beta4.ts";
import type { PhaseGroup } from "../../../engine/phase.ts";
import { exitCodes } from "../../../errors.ts";
import type { Host } from "../../../host/host.ts";
import type { Io } from "../../../io.ts";
import { readSource } from "../../../read-source.ts";
import type { Call, CommandSpec } from "../../command-spec.ts";
import { flags } from "../../flags/shelf.ts";
import { warn } from "../../needed-source.ts";
import { askedPrinter, objectFlags } from "../../object-output.ts";
import { runOptions } from "../../run-options.ts";
import { parent } from "../parent.ts";

/** What `init` would make of the same flags and file. */
async function intentOf({ flags: given }: Call, host: Host, io: Io): Promise<InitIntent> {
  const { randomBytes } = await import("node:crypto");
  const { loadInit } = await import("../../../config/load-init.ts");
  const { machineAnswers } = await import("../../../facts/machine-answers.ts");
  const {
    output: _,
    "allow-missing-template-keys": __,
    "show-managed-fields": ___,
    kubeconfig: ____,
    v: _____,
    config,
    ...rest
  } = given;
  const [source, machine] = await Promise.all([readSource(config as string | undefined, io), machineAnswers(host)]);
  const beside = source === undefined ? { flags: rest as InitFlags } : { source, flags: {} };
  const { intent, warnings } = loadInit({ ...beside, machine, entropy: randomBytes });
  warn([...warnings, ...(source === undefined ? [] : unheeded(rest))], io);
  return intent;
}

/** kubeadm's `config images` takes flags beside a file and does not look at them (LoadOrDefaultInitConfiguration): so do we, and say so. */
function unheeded(flags: Call["flags"]): readonly string[] {
  const names = Object.keys(flags).filter((name) => flags[name] !== undefined);
  if (names.length === 0) return [];
  return [`--config alone counts; not heeded beside it: ${names.map((name) => `--${name}`).join(", ")}`];
}

const listCommand: CommandSpec = {
  name: "list",
  summary: "List the images that a control plane needs",
  flags: objectFlags("config", "kubernetes-version", "image-repository", "feature-gates", "kubeconfig"),
  examples: [
    { what: "For a configuration file", type: "kubewright config images list --config kubeadm.yaml" },
    {
      what: "For a version and a mirror",
      type: "kubewright config images list --kubernetes-version v1.36.3 --image-repository mirror.example.com/k8s",
    },
  ],
  run: async (call, io) => {
    const print = await askedPrinter(call, io);
    const { requiredImages } = await import("../../../images/required-images.ts");
    const { renderImagesList } = await import("../../../images/images-list.ts");
    const host = await io.open();
    const intent = await intentOf(call, host, io).finally(() => host.close());
    io.stdout.write(renderImagesList(requiredImages(intent.cluster), print));
    return exitCodes.done;
  },
};

/** One phase for each image, side by side unless the configuration says one after another. */
async function pulls({ cluster, init }: InitIntent): Promise<readonly PhaseGroup[]> {
  const { requiredImages } = await import("../../../images/required-images.ts");
  const { pullImagesStep } = await import("../../../images/pull-images.ts");
  const { criSocket, imagePullPolicy, imagePullSerial } = init.nodeRegistration;
  const phases = requiredImages(cluster).map((image) => ({
    id: `images/${image}`,
    title: `Pull ${image}`,
    steps: [pullImagesStep({ images: [image], policy: imagePullPolicy, serial: true, socket: criSocket })],
  }));
  return imagePullSerial ? phases.map((phase) => ({ together: [phase] })) : [{ together: phases }];
}

const pullCommand: CommandSpec = {
  name: "pull",
  summary: "Pull these images into the container runtime",
  flags: flags(
    "config",
    "kubernetes-version",
    "image-repository",
    "feature-gates",
    "cri-socket",
    "kubeconfig",
    "output",
  ),
  examples: [
    { what: "For a configuration file", type: "kubewright config images pull --config kubeadm.yaml" },
    {
      what: "From a mirror",
      type: "kubewright config images pull --kubernetes-version v1.36.3 --image-repository mirror.example.com/k8s",
    },
  ],
  run: async (call, io) => {
    const { run } = await import("../../../engine/run.ts");
    const { noObjects } = await import("../../../engine/no-objects.ts");
    const { openReporter } = await import("../../../report/open-reporter.ts");
    const host = await io.open();
    try {
      const list = await pulls(await intentOf(call, host, io));
      const reporter = await openReporter(io, { ...runOptions(call), view: "run" });
      const objects = noObjects("a cluster is there");
      await run(list, { host, objects, mode: "apply", signal: io.signal, tell: reporter.tell, now: io.now }).finally(
        () => reporter.close(),
      );
      return exitCodes.done;
    } finally {
      await host.close();
    }
  },
};

/** `kubewright config images …`. */
export const configImagesCommand = parent(
  { name: "images", summary: "The images of the control plane", commands: [listCommand, pullCommand] },
  "kubeconfig",
);
