import { exitCodes } from "../../../errors.ts";
import type { CommandSpec } from "../../command-spec.ts";
import { flags } from "../../flags/shelf.ts";

/** `kubewright config schema`. */
export const configSchemaCommand: CommandSpec = {
  name: "schema",
  summary: "Print the JSON Schema of all kinds of documents, for editors",
  description: [
    "Editors that speak with yaml-language-server find it by the comment at the head of what `new` and `config print` print, when it lies beside that file under the name kubewright.schema.json.",
  ],
  flags: flags("kubeconfig"),
  examples: [
    { what: "Put it beside the configuration", type: "kubewright config schema > kubewright.schema.json" },
    { what: "Then have a file to edit", type: "kubewright config print init-defaults > kubeadm.yaml" },
  ],
  run: async (_, io) => {
    const { fileSchemaText } = await import("../../../config/json-schema/file-schema.ts");
    io.stdout.write(fileSchemaText());
    return exitCodes.done;
  },
};
