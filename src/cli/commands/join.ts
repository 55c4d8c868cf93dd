import type { JoinFlags } from "../../config/join-flags.ts";
import type { Call, CommandSpec } from "../command-spec.ts";
import { flags, reworded } from "../flags/shelf.ts";
import { phaseCommand } from "../phase-commands.ts";
import { runOptions } from "../run-options.ts";
import { joinPhases } from "./join-phases.ts";

const argument = "[api-server-endpoint]";

const run = (only?: string) => async (call: Call, io: Parameters<NonNullable<CommandSpec["run"]>>[1]) => {
  const { runJoin } = await import("../../join/run-join.ts");
  return runJoin(call.args[0], call.flags as JoinFlags, io, runOptions(call, only));
};

/** `kubewright join` and `kubewright join phase …`. */
export const joinCommand: CommandSpec = {
  name: "join",
  summary: "Make this host a node of a cluster that is there",
  description: [
    "Joins clusters that kubewright or kubeadm made. The command to type, with its token and hash, is what init printed, or what `kubewright token create --print-join-command` prints on a control plane.",
  ],
  arguments: argument,
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
      ...["dry-run", "ignore-preflight-errors", "skip-phases", "strict", "output"],
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
  ],
  run: run(),
  commands: [phaseCommand({ command: "join", rows: joinPhases, arguments: argument, run })],
};
