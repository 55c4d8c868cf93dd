import type { CommandSpec } from "./command-spec.ts";
import { applyCommand } from "./commands/apply.ts";
import { certsCommand } from "./commands/certs/certs.ts";
import { completionCommand } from "./commands/completion.ts";
import { configCommand } from "./commands/config/config.ts";
import { helpCommand } from "./commands/help.ts";
import { initCommand } from "./commands/init.ts";
import { joinCommand } from "./commands/join.ts";
import { kubeconfigCommand } from "./commands/kubeconfig.ts";
import { newCommand } from "./commands/new.ts";
import { planCommand } from "./commands/plan.ts";
import { resetCommand } from "./commands/reset.ts";
import { statusCommand } from "./commands/status.ts";
import { tokenCommand } from "./commands/token/token.ts";
import { versionCommand } from "./commands/version.ts";
import { flags } from "./flags/shelf.ts";

/** All commands, in the order of the help. */
export const commandTree: CommandSpec = {
  name: "kubewright",
  summary: "Makes Kubernetes clusters: on one host as kubeadm does, with its files and commands, and on many over SSH",
  flags: flags(),
  examples: [
    { what: "Make a whole cluster from one file", type: "kubewright apply -f cluster.yaml" },
    { what: "Make this host a control plane", type: "kubewright init --config kubeadm.yaml" },
    {
      what: "Add this host as a worker",
      type: "kubewright join 10.0.0.11:6443 --token ... --discovery-token-ca-cert-hash sha256:...",
    },
  ],
  commands: [
    newCommand,
    planCommand,
    applyCommand,
    statusCommand,
    initCommand,
    joinCommand,
    resetCommand,
    tokenCommand,
    certsCommand,
    configCommand,
    kubeconfigCommand,
    versionCommand,
    completionCommand(() => commandTree),
    helpCommand(() => commandTree),
  ],
};
