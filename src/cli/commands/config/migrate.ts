import { existsSync } from "node:fs";
import { exitCodes } from "../../../errors.ts";
import { textState } from "../../../host/file-state.ts";
import type { Io } from "../../../io.ts";
import type { CommandSpec } from "../../command-spec.ts";
import { flags } from "../../flags/shelf.ts";
import { neededSource, warn } from "../../needed-source.ts";

/** A configuration may hold tokens and keys: for its owner alone. */
const configMode = 0o600;

async function write(path: string, text: string, io: Io): Promise<void> {
  const host = await io.open();
  try {
    const { resolve } = await import("node:path");
    await host.write([{ path: resolve(path), state: textState(text, configMode) }]);
  } finally {
    await host.close();
  }
}

/** `kubewright config migrate`. */
export const configMigrateCommand: CommandSpec = {
  name: "migrate",
  summary: "Bring an older configuration file to v1beta4",
  flags: flags("old-config", "new-config", "allow-experimental-api", "kubeconfig"),
  examples: [
    { what: "Write a new file", type: "kubewright config migrate --old-config old.yaml --new-config kubeadm.yaml" },
    { what: "Look at what it would be", type: "kubewright config migrate --old-config old.yaml" },
  ],
  run: async (call, io) => {
    const source = await neededSource(call, "old-config", io);
    const { migrateConfig } = await import("../../../config/migrate-config.ts");
    const { randomBytes } = await import("node:crypto");
    const { machineAnswers } = await import("../../../facts/machine-answers.ts");
    const host = await io.open();
    const machine = await machineAnswers(host).finally(() => host.close());
    const { text, warnings } = migrateConfig({ source, machine, entropy: randomBytes, fileExists: existsSync });
    warn(warnings, io);
    const path = call.flags["new-config"];
    if (typeof path === "string" && path !== "") await write(path, text, io);
    else io.stdout.write(text);
    return exitCodes.done;
  },
};
