import { printYamlDocuments } from "../yaml.ts";
import type { DataMap } from "./data.ts";
import { goJson } from "./go-json.ts";
import type { OutputForm, TemplateKind } from "./output-form.ts";

/** What is done with templates, besides their text. */
export interface PrinterOptions {
  /** False: a field that an object does not have is an error (--allow-missing-template-keys=false). */
  readonly allowMissing: boolean;
}

/** Objects as text, one after the other; nothing for none. Throws TEMPLATE_FAILED. */
export type ObjectPrinter = (objects: readonly DataMap[]) => string;

/**
 * How kubeadm's output objects are printed, byte for byte as by kubeadm; null for text, which each command makes itself.
 * Templates are read at once: TEMPLATE_INVALID before anything is asked of a cluster.
 */
export async function objectPrinter(form: OutputForm, options: PrinterOptions): Promise<ObjectPrinter | null> {
  switch (form.kind) {
    case "text":
      return null;
    case "json":
      return (objects) => objects.map((object) => `${goJson(object, 4)}\n`).join("");
    case "yaml":
      return printYamlDocuments;
    default:
      return templatePrinter(form.kind, form.template, options);
  }
}

async function templatePrinter(kind: TemplateKind, text: string, options: PrinterOptions): Promise<ObjectPrinter> {
  if (kind === "go-template") {
    const [{ readTemplate }, { printTemplate }] = await Promise.all([
      import("./go-template/read-template.ts"),
      import("./go-template/execute.ts"),
    ]);
    const template = readTemplate(text);
    return (objects) => objects.map((object) => printTemplate(template, object, options)).join("");
  }
  const [{ readJsonpath }, { printJsonpath, printJsonpathAsJson }] = await Promise.all([
    import("./jsonpath/read-template.ts"),
    import("./jsonpath/print-jsonpath.ts"),
  ]);
  const template = readJsonpath(text);
  const print = kind === "jsonpath" ? printJsonpath : printJsonpathAsJson;
  return (objects) => objects.map((object) => print(template, object, options)).join("");
}
