import type { JoinFlags } from "../../config/join-flags.ts";
import { exitCodes, KubewrightError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import type { Call, CommandSpec } from "../command-spec.ts";
import { flags, reworded } from "../flags/shelf.ts";
import { phaseCommand } from "../phase-commands.ts";
import { runOptions } from "../run-options.ts";
import { sshJoinFlags, sshJoinOptions } from "../ssh-join-options.ts";
import { joinPhases } from "./join-phases.ts";

const argument = "[api-server-endpoint]";

const run = (only?: string) => async (call: Call, io: Io) => {
  const { runJoin } = await import("../../join/run-join.ts");
  return runJoin(call.args[0], call.flags as JoinFlags, io, runOptions(call, only));
};

/** This host's join, or with --ssh that of others. */
async function joinThisOrOthers(call: Call, io: Io) {
  const overSsh = sshJoinOptions(call);
  if (overSsh === null) {
    refuseStray(call);
    return run()(call, io);
  }
  const { runSshJoin } = await import("../../apply/ssh-join/run-ssh-join.ts");
  return runSshJoin(io, overSsh);
}

/** Without --ssh there is one word, the endpoint, and nobody is logged in to. */
function refuseStray({ args, flags: given }: Call): void {
  const stray = sshJoinFlags.find((name) => given[name] !== undefined);
  if (args.length < 2 && stray === undefined) return;
  throw new KubewrightError("USAGE", {
    what: stray === undefined ? `Too many arguments: ${args.length}, where 1 can be.` : `--${stray} goes with --ssh.`,
    next: "To join other machines from this control plane: kubewright join --ssh root@w1 root@w2",
    exitCode: exitCodes.usage,
  });
}

/** `kubewright join` and `kubewright join phase …`. */
export const joinCommand: CommandSpec = {
  name: "join",
  summary: "Make this host a node of a cluster, or others over SSH",
  description: [
    "Joins clusters that kubewright or kubeadm made. The command to type, with its token and hash, is what init printed, or what `kubewright token create --print-join-command` prints on a control plane.",
    "With --ssh it is typed on a control plane and joins other machines: nothing is typed there, and no token is needed, for SSH leads to the machines and this host knows the cluster. They are reached as `ssh` reaches them; their names and addresses are their own.",
  ],
  arguments: "[api-server-endpoint-or-host...]",
  flags: reworded(
    flags(
      ...["config", "node-name", "patches", "control-plane", "token", "token-file"],
      ...[
        "discovery-token",
        "discovery-token-ca-cert-hash",
        "discovery-token-unsafe-skip-ca-verification",
        "discovery-file",
      ],
      ...["tls-bootstrap-token", "certificate-key", "apiserver-advertise-address", "apiserver-bind-port", "cri-socket"],
      ...["dry-run", "ignore-preflight-errors", "skip-phases", "strict", "output", ...sshJoinFlags],
    ),
    {
      "certificate-key": { help: "Key that decrypts the certificates that init --upload-certs stored, in hexadecimal" },
    },
  ),
  examples: [
    {
      what: "A worker",
      type: "kubewright join 10.0.0.11:6443 --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash sha256:...",
    },
    {
      what: "A further control plane, the token read from a file",
      type: "kubewright join api.example.com:6443 --token-file token --discovery-token-ca-cert-hash sha256:... --control-plane --certificate-key ...",
    },
    { what: "Two workers, typed on a control plane", type: "kubewright join --ssh root@w1 root@w2" },
    {
      what: "A further control plane, typed on one that is there",
      type: "kubewright join --ssh admin@10.0.0.12:2222 --control-plane",
    },
  ],
  run: joinThisOrOthers,
  commands: [phaseCommand({ command: "join", rows: joinPhases, arguments: argument, run })],
};
