import { exitCodes } from "../../../errors.ts";
import type { Io } from "../../../io.ts";
import type { Call, CommandSpec } from "../../command-spec.ts";
import { flags } from "../../flags/shelf.ts";
import { parent } from "../parent.ts";

type Defaults = typeof import("../../../config/print-defaults.ts");

/** A command that prints one kind's defaults. */
function printing(
  name: string,
  kind: string,
  text: (defaults: Defaults, call: Call, io: Io) => string | Promise<string>,
  ...more: readonly string[]
): CommandSpec {
  return {
    name,
    summary: `Print a ${kind} with its defaults`,
    description: ["kubeadm and kubewright read it; values that depend on the machine are placeholders to be replaced."],
    flags: flags(...more, "kubeconfig"),
    examples: [
      { what: "Start a configuration file", type: `kubewright config print ${name} > kubeadm.yaml` },
      {
        what: "Look at it",
        type: `kubewright config print ${name}${more.includes("component-configs") ? " --component-configs KubeletConfiguration" : ""}`,
      },
    ],
    run: async (call, io) => {
      const { withModelines } = await import("../../../config/json-schema/modeline.ts");
      io.stdout.write(withModelines(await text(await import("../../../config/print-defaults.ts"), call, io)));
      return exitCodes.done;
    },
  };
}

const initDefaults = printing(
  "init-defaults",
  "InitConfiguration and ClusterConfiguration",
  ({ printInitDefaults }, { flags: given }) =>
    printInitDefaults(given["component-configs"] as readonly string[] | undefined),
  "component-configs",
);

const joinDefaults = printing("join-defaults", "JoinConfiguration", async ({ printJoinDefaults }) => {
  const { hostname } = await import("node:os");
  return printJoinDefaults(hostname());
});

/** `kubewright config print …`. */
export const configPrintCommand = parent(
  {
    name: "print",
    summary: "Print a configuration with its defaults",
    commands: [
      initDefaults,
      joinDefaults,
      printing("reset-defaults", "ResetConfiguration", ({ printResetDefaults }) => printResetDefaults()),
      printing("upgrade-defaults", "UpgradeConfiguration", ({ printUpgradeDefaults }) => printUpgradeDefaults()),
    ],
  },
  "kubeconfig",
);
