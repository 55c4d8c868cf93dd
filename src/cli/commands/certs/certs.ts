import { exitCodes } from "../../../errors.ts";
import type { CommandSpec } from "../../command-spec.ts";
import { flags } from "../../flags/shelf.ts";
import { parent } from "../parent.ts";
import { checkExpirationCommand } from "./check-expiration.ts";

const certificateKeyCommand: CommandSpec = {
  name: "certificate-key",
  summary: "Make a key for init --upload-certs",
  description: ["Prints 32 random bytes in hexadecimal. Nothing is stored."],
  flags: flags(),
  examples: [
    { what: "Make a key", type: "kubewright certs certificate-key" },
    { what: "See what a key is for", type: "kubewright init phase upload-certs --help" },
  ],
  run: async (_, io) => {
    const { certificateKey } = await import("../../../certs/certificate-key.ts");
    io.stdout.write(`${certificateKey()}\n`);
    return exitCodes.done;
  },
};

/** `kubewright certs …`. */
export const certsCommand = parent({
  name: "certs",
  aliases: ["certificates"],
  summary: "Look after certificates",
  commands: [checkExpirationCommand, certificateKeyCommand],
});
