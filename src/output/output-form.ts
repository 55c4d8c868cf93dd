import { exitCodes, KubewrightError } from "../errors.ts";
import { invalid } from "./template-error.ts";

/** What was asked for after -o: a plain form, or a template with its text or the file that holds it. */
export type OutputForm =
  | { readonly kind: "text" | "json" | "yaml" }
  | { readonly kind: TemplateKind; readonly template: string };

export type TemplateKind = "go-template" | "jsonpath" | "jsonpath-as-json";

const plain = ["text", "json", "yaml"] as const;

/** kubeadm's names, and whether a file holds the template. */
const templates: Readonly<Record<string, { readonly kind: TemplateKind; readonly isFile?: true }>> = {
  "go-template": { kind: "go-template" },
  template: { kind: "go-template" },
  "go-template-file": { kind: "go-template", isFile: true },
  templatefile: { kind: "go-template", isFile: true },
  jsonpath: { kind: "jsonpath" },
  "jsonpath-as-json": { kind: "jsonpath-as-json" },
  "jsonpath-file": { kind: "jsonpath", isFile: true },
};

/** How these forms are written in a help: all of kubeadm's but kyaml. */
export const outputFormNames = "text|json|yaml|go-template=...|jsonpath=...";

/** Reads what follows -o. `readFile` is asked for a template's file. Throws OUTPUT_UNKNOWN, TEMPLATE_INVALID. */
export async function readOutputForm(
  written: string,
  readFile: (path: string) => Promise<string>,
): Promise<OutputForm> {
  const form = plain.find((name) => name === written);
  if (form !== undefined) return { kind: form };
  const [, name = "", rest = ""] = /^([^=]*)=?([\s\S]*)$/.exec(written) ?? [];
  const known = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (known === undefined) {
    throw new KubewrightError("OUTPUT_UNKNOWN", {
      what: `There is no output form "${name}" here.`,
      next: `Use -o with one of: ${[...plain, ...Object.keys(templates).map((each) => `${each}=...`)].join(", ")}.`,
      exitCode: exitCodes.usage,
    });
  }
  const language = known.kind === "go-template" ? "go-template" : "jsonpath";
  if (rest === "") throw invalid(language, "it is empty", `Write it behind an equals sign: -o '${example[language]}'.`);
  return { kind: known.kind, template: known.isFile === true ? await readFile(rest) : rest };
}

const example = { "go-template": "go-template={{.kind}}", jsonpath: "jsonpath={.kind}" } as const;
