import type { ResetFlags } from "../../config/reset-flags.ts";
import { exitCodes, KubewrightError } from "../../errors.ts";
import { clusterOptions } from "../cluster-options.ts";
import type { Call, CommandSpec } from "../command-spec.ts";
import { flags, reworded } from "../flags/shelf.ts";
import type { PhaseRow } from "../phase-commands.ts";
import { phaseCommand } from "../phase-commands.ts";
import { runOptions } from "../run-options.ts";

/** What only hosts of a file have a meaning for, and what only this host has. */
const ofMany = ["nodes", "accept-new-host-keys", "sudo-password-file"];
const ofThis = [
  ...["config", "cert-dir", "cri-socket", "kubeconfig", "cleanup-tmp-dir", "ignore-preflight-errors", "skip-phases"],
];

/** A flag without a meaning here may stand for another host than the one that would be cleaned: it is refused, not passed over. */
function refuseStray({ flags: given }: Call): void {
  const hasFile = given["file"] !== undefined;
  const stray = (hasFile ? ofThis : ofMany).find((name) => given[name] !== undefined);
  if (stray === undefined) return;
  throw new KubewrightError("USAGE", {
    what: hasFile ? `--${stray} does not go with --file.` : `--${stray} goes with --file.`,
    next: hasFile
      ? "Leave it out, or leave --file out to clean this host."
      : "Name the cluster's file: kubewright reset -f cluster.yaml --nodes w1. Without one, reset cleans this host.",
    exitCode: exitCodes.usage,
  });
}

const run = (only?: string) => async (call: Call, io: Parameters<NonNullable<CommandSpec["run"]>>[1]) => {
  refuseStray(call);
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
    {
      "cert-dir": { help: "Where the certificates are that go too; left out, the API server's manifest tells" },
    },
  ).map((flag) => (flag.name === "force" ? { ...flag, withWord: "file" } : flag)),
  examples: [
    { what: "Show what would go", type: "kubewright reset --dry-run" },
    { what: "Take everything away without being asked", type: "kubewright reset --force" },
    { what: "Clean two hosts of a cluster file", type: "kubewright reset -f cluster.yaml --nodes w1,w2" },
  ],
  run: run(),
  commands: [phaseCommand({ command: "reset", rows: phases, run })],
};
