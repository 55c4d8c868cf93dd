import { exitCodes, KubewrightError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { ObjectPrinter } from "../output/object-printer.ts";
import { outputFormNames } from "../output/output-form.ts";
import { readSource } from "../read-source.ts";
import type { Call, FlagSpec } from "./command-spec.ts";
import { flags, reworded } from "./flags/shelf.ts";

/** The flags of a command that prints kubeadm's output objects, with others of its own. */
export function objectFlags(...names: readonly string[]): readonly FlagSpec[] {
  return reworded(flags(...names, "output", "allow-missing-template-keys", "show-managed-fields"), {
    output: { help: "Form of what is printed", value: outputFormNames, otherwise: "text" },
  });
}

/** How the objects of a command with objectFlags are printed; null for text. Throws OUTPUT_UNKNOWN, TEMPLATE_INVALID, CONFIG_UNREADABLE. */
export async function askedPrinter(call: Call, io: Io): Promise<ObjectPrinter | null> {
  const [{ readOutputForm }, { objectPrinter }] = await Promise.all([
    import("../output/output-form.ts"),
    import("../output/object-printer.ts"),
  ]);
  const form = await readOutputForm(String(call.flags["output"] ?? "text"), (path) => templateFile(path, io));
  return objectPrinter(form, { allowMissing: call.flags["allow-missing-template-keys"] !== false });
}

async function templateFile(path: string, io: Io): Promise<string> {
  const source = await readSource(path, io);
  if (source !== undefined) return source.text;
  throw new KubewrightError("TEMPLATE_INVALID", {
    what: "No file with a template is named.",
    next: "Name one: -o go-template-file=tokens.tmpl",
    exitCode: exitCodes.usage,
  });
}
