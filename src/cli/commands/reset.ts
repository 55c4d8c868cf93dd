import type { ResetFlags } from "../../config/reset-flags.ts";
import { clusterOptions } from "../cluster-options.ts";
import type { Call, CommandSpec } from "../command-spec.ts";
import { flags, reworded } from "../flags/shelf.ts";
import type { PhaseRow } from "../phase-commands.ts";
import { phaseCommand } from "../phase-commands.ts";
import { runOptions } from "../run-options.ts";

const run = (only?: string) => async (call: Call, io: Parameters<NonNullable<CommandSpec["run"]>>[1]) => {
  if (call.flags["file"] !== undefined) {
    const { runClusterReset } = await import("../../reset/run-cluster-reset.ts");
    return runClusterReset(io, {
      ...clusterOptions(call),
      nodes: (call.flags["nodes"] as readonly string[] | undefined) ?? [],
      force: call.flags["force"] === true,
      dryRun: call.flags["dry-run"] === true,
    });
  }
  const { runReset } = await import("../../reset/run-reset.ts");
  return runReset(call.flags as ResetFlags, io, runOptions(call, only));
};

const phases: readonly PhaseRow[] = [
  {
    id: "preflight",
    summary: "Ask, and check that it can be done",
    flags: ["dry-run", "force", "ignore-preflight-errors"],
    aliases: ["pre-flight"],
  },
  { id: "remove-etcd-member", summary: "Take this node out of etcd", flags: ["dry-run", "kubeconfig"] },
  {
    id: "cleanup-node",
    summary: "Take away containers, mounts and files",
    flags: ["cert-dir", "cleanup-tmp-dir", "cri-socket", "dry-run"],
    aliases: ["cleanupnode"],
  },
];

/** `kubewright reset` and `kubewright reset phase …`. */
export const resetCommand: CommandSpec = {
  name: "reset",
  summary: "Take away what init, join or apply made, on this host or on those of a file",
  description: [
    "Works on hosts that kubewright or kubeadm made, also on half-made ones, and again after an interruption. Asks before it destroys anything. CNI configuration and iptables rules of other programs stay.",
  ],
  // kubeadm's -f is --force, and takes no word after it; with one it is the cluster's file, as everywhere else.
  flags: reworded(
    flags(
      ...["file", "config"],
      "cert-dir",
      "cri-socket",
      "kubeconfig",
      "cleanup-tmp-dir",
      "dry-run",
      "force",
      "ignore-preflight-errors",
      "skip-phases",
      "strict",
      "output",
      ...["nodes", "accept-new-host-keys", "sudo-password-file"],
    ),
    { "cert-dir": { help: "Where the certificates are that go too" } },
  ).map((flag) => (flag.name === "force" ? { ...flag, withWord: "file" } : flag)),
  examples: [
    { what: "Show what would go", type: "kubewright reset --dry-run" },
    { what: "Take everything away without being asked", type: "kubewright reset --force" },
    { what: "Clean two hosts of a cluster file", type: "kubewright reset -f cluster.yaml --nodes w1,w2" },
  ],
  run: run(),
  commands: [phaseCommand({ command: "reset", rows: phases, run })],
};
