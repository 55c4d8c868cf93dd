import type { NewCluster } from "../../apply/new-cluster.ts";
import { exitCodes } from "../../errors.ts";
import type { Io } from "../../io.ts";
import type { Call, CommandSpec } from "../command-spec.ts";
import { flags } from "../flags/shelf.ts";

type Answers = Pick<NewCluster, "controlPlanes" | "workers" | "user" | "endpoint">;

async function asked(io: Io, question: string): Promise<string> {
  return ((await io.ask(question)) ?? "").trim();
}

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");
const unlessEmpty = (text: string) => (text === "" ? undefined : text);

/** What no flag says. Nobody is asked who named a control plane: then the flags are the whole answer. */
async function answers(io: Io, given: Answers): Promise<Answers> {
  if (given.controlPlanes.length > 0) return given;
  const controlPlanes = words(await asked(io, "Addresses of the control planes, one or three: "));
  if (controlPlanes.length === 0) return given;
  const { workers, user, endpoint } = given;
  return {
    controlPlanes,
    workers: workers.length > 0 ? workers : words(await asked(io, "Addresses of the workers: ")),
    user: user ?? unlessEmpty(await asked(io, "Who logs in (nothing: as ~/.ssh/config says): ")),
    endpoint:
      endpoint ??
      unlessEmpty(
        controlPlanes.length > 1
          ? await asked(io, "Endpoint of the whole control plane (nothing: the first one's): ")
          : "",
      ),
  };
}

async function run(call: Call, io: Io) {
  const { newClusterText } = await import("../../apply/new-cluster.ts");
  const list = (name: string) => (call.flags[name] as readonly string[] | undefined) ?? [];
  const text = (name: string) => call.flags[name] as string | undefined;
  const said = await answers(io, {
    controlPlanes: list("control-planes"),
    workers: list("workers"),
    user: text("user"),
    endpoint: text("control-plane-endpoint"),
  });
  const podSubnet = text("pod-network-cidr") ?? "10.244.0.0/16";
  io.stdout.write(newClusterText({ name: text("name") ?? "kubernetes", ...said, podSubnet }));
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
