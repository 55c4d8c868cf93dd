import type { InitFlags } from "../../config/init-flags.ts";
import type { Call, CommandSpec } from "../command-spec.ts";
import { flags, reworded } from "../flags/shelf.ts";
import { phaseCommand } from "../phase-commands.ts";
import { runOptions } from "../run-options.ts";
import { initPhases } from "./init-phases.ts";

const run = (only?: string) => async (call: Call, io: Parameters<NonNullable<CommandSpec["run"]>>[1]) => {
  const { runInit } = await import("../../init/run-init.ts");
  return runInit(call.flags as InitFlags, io, runOptions(call, only));
};

/** `kubewright init` and `kubewright init phase …`. */
export const initCommand: CommandSpec = {
  name: "init",
  summary: "Make this host the first control plane of a new cluster",
  description: [
    "Runs the same phases as kubeadm init and leaves the same files and objects. Run it again after an interruption: it goes on where it stopped, and says so when nothing is left to do.",
    "The node keeps kubeadm's taint, so that only the control plane runs on it. For a cluster of one node, write `nodeRegistration: {taints: []}` in the InitConfiguration.",
  ],
  flags: reworded(
    flags(
      ...["config", "kubernetes-version", "image-repository", "feature-gates", "patches", "node-name"],
      ...["apiserver-advertise-address", "apiserver-bind-port", "apiserver-cert-extra-sans", "control-plane-endpoint"],
      ...["pod-network-cidr", "service-cidr", "service-dns-domain", "cert-dir", "cri-socket"],
      ...["token", "token-ttl", "skip-token-print", "upload-certs", "certificate-key", "skip-certificate-key-print"],
      ...["dry-run", "ignore-preflight-errors", "skip-phases", "strict", "output"],
    ),
    { token: { help: "Token with which nodes join, of the form abcdef.0123456789abcdef", otherwise: "a random one" } },
  ),
  examples: [
    { what: "With a configuration file, as kubeadm reads it", type: "kubewright init --config kubeadm.yaml" },
    {
      what: "With flags, for the flannel network, and further control planes to come",
      type: "kubewright init --pod-network-cidr 10.244.0.0/16 --control-plane-endpoint api.example.com:6443 --upload-certs",
    },
    { what: "See first what would be done", type: "kubewright init --config kubeadm.yaml --dry-run" },
  ],
  run: run(),
  commands: [phaseCommand({ command: "init", rows: initPhases, run })],
};
