import { exitCodes } from "../../errors.ts";
import type { Io } from "../../io.ts";
import type { Call, CommandSpec } from "../command-spec.ts";
import { flags } from "../flags/shelf.ts";

async function asked(io: Io, question: string): Promise<readonly string[]> {
  return ((await io.ask(question)) ?? "").split(/[\s,]+/).filter((word) => word !== "");
}

async function run(call: Call, io: Io) {
  const { newClusterText } = await import("../../apply/new-cluster.ts");
  const list = (name: string) => (call.flags[name] as readonly string[] | undefined) ?? [];
  const text = (name: string) => call.flags[name] as string | undefined;
  const given = list("control-planes");
  const controlPlanes = given.length > 0 ? given : await asked(io, "Addresses of the control planes, one or three: ");
  const workers = given.length > 0 ? list("workers") : await asked(io, "Addresses of the workers: ");
  io.stdout.write(
    newClusterText({
      name: text("name") ?? "kubernetes",
      controlPlanes,
      workers,
      user: text("user"),
      endpoint: text("control-plane-endpoint"),
      podSubnet: text("pod-network-cidr") ?? "10.244.0.0/16",
    }),
  );
  return exitCodes.done;
}

/** `kubewright new`. */
export const newCommand: CommandSpec = {
  name: "new",
  summary: "Print a commented cluster file to begin with",
  description: [
    "The addresses come from flags, or are asked for. An address may have a name before it: web1=10.0.0.21.",
  ],
  flags: flags("name", "control-planes", "workers", "user", "control-plane-endpoint", "pod-network-cidr"),
  examples: [
    {
      what: "Three control planes and two workers",
      type: "kubewright new --control-planes 10.0.0.11,10.0.0.12,10.0.0.13 --workers 10.0.0.21,10.0.0.22 --user ubuntu",
    },
    { what: "Be asked", type: "kubewright new --name demo" },
  ],
  run,
};
