import type { InitFlags } from "../../config/init-flags.ts";
import { exitCodes, KubewrightError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { readSource } from "../../read-source.ts";
import { clusterOptions } from "../cluster-options.ts";
import type { Call, CommandSpec } from "../command-spec.ts";
import { flags } from "../flags/shelf.ts";
import { warn } from "../needed-source.ts";
import { parent } from "./parent.ts";

/** A year, as kubeadm's. */
const usualValidity = "8760h0m0s";

function clientName({ flags: given }: Call): string {
  const name = given["client-name"];
  if (typeof name === "string" && name !== "") return name;
  throw new KubewrightError("FLAG_MISSING", {
    what: "The flag --client-name is missing.",
    next: "Name the user, as in --client-name jane.",
    exitCode: exitCodes.usage,
  });
}

function validity({ flags: given }: Call, read: (text: string) => number | null): number {
  const text = String(given["validity-period"] ?? usualValidity);
  const milliseconds = read(text);
  if (milliseconds !== null && milliseconds > 0) return milliseconds;
  throw new KubewrightError("DURATION_INVALID", {
    what: `--validity-period ${text} is no duration above zero.`,
    next: "Write hours, minutes and seconds, as in 720h or 8760h0m0s.",
    exitCode: exitCodes.usage,
  });
}

async function run(call: Call, io: Io) {
  const name = clientName(call);
  const { parseDuration } = await import("../../config/duration.ts");
  const validityPeriodMs = validity(call, parseDuration);
  const { randomBytes } = await import("node:crypto");
  const { loadInit } = await import("../../config/load-init.ts");
  const { machineAnswers } = await import("../../facts/machine-answers.ts");
  const { userKubeconfig } = await import("../../kubeconfig/user.ts");
  const host = await io.open();
  try {
    const [source, machine] = await Promise.all([
      readSource(call.flags["config"] as string | undefined, io),
      machineAnswers(host),
    ]);
    const from = source === undefined ? {} : { source };
    const noFlags: InitFlags = {};
    const { intent, warnings } = loadInit({ ...from, flags: noFlags, machine, entropy: randomBytes });
    warn(warnings, io);
    const text = await userKubeconfig({
      view: host,
      cluster: intent.cluster,
      localEndpoint: intent.init.localAPIEndpoint,
      clientName: name,
      organizations: (call.flags["org"] as readonly string[] | undefined) ?? [],
      validityPeriodMs,
      now: new Date(io.now()),
      ...(typeof call.flags["token"] === "string" ? { token: call.flags["token"] } : {}),
    });
    io.stdout.write(text.reveal());
    return exitCodes.done;
  } finally {
    await host.close();
  }
}

const userCommand: CommandSpec = {
  name: "user",
  summary: "Print a kubeconfig for a further user",
  description: [
    "The user's certificate is issued by the cluster's CA, whose key must be on this host. Give the user rights in the cluster with a RoleBinding.",
  ],
  flags: flags("config", "client-name", "org", "token", "validity-period"),
  examples: [
    {
      what: "For a person in a group",
      type: "kubewright kubeconfig user --client-name jane --org developers --config kubeadm.yaml",
    },
    { what: "For a day", type: "kubewright kubeconfig user --client-name robot --validity-period 24h" },
  ],
  run,
};

const adminCommand: CommandSpec = {
  name: "admin",
  summary: "Print the administrator's kubeconfig of a cluster file's cluster, or merge it into your own",
  description: [
    "It is fetched over SSH from a control plane. Whoever has it may do everything in the cluster, and its certificate cannot be taken back.",
  ],
  flags: flags("file", "merge", "accept-new-host-keys", "sudo-password-file", "strict"),
  examples: [
    { what: "Into a file", type: "kubewright kubeconfig admin -f cluster.yaml > admin.conf" },
    { what: "Into ~/.kube/config", type: "kubewright kubeconfig admin -f cluster.yaml --merge" },
  ],
  run: async (call, io) => {
    const { runKubeconfigAdmin } = await import("../../apply/kubeconfig-admin.ts");
    return runKubeconfigAdmin(io, { ...clusterOptions(call), merge: call.flags["merge"] === true });
  },
};

/** `kubewright kubeconfig …`. */
export const kubeconfigCommand = parent({
  name: "kubeconfig",
  summary: "Make kubeconfig files for users",
  commands: [userCommand, adminCommand],
});
