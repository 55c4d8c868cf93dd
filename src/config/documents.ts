import { deprecatedKubeadmApiVersion, kubeadmApiVersion } from "../constants/versions.ts";
import { readYamlDocuments, type TextSource, type YamlDocument } from "../yaml.ts";
import type { Finding, Locator, Problem } from "./problem.ts";
import { isMapping } from "./value-at.ts";

/** A document of a file whose kind is known. */
export interface ConfigDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly yaml: YamlDocument;
}

/** A file, taken apart. No kind is there twice. */
export interface ConfigFile {
  readonly name: string;
  readonly documents: readonly ConfigDocument[];
  readonly problems: readonly Problem[];
}

/** Our own group. Its documents may stand in the same file; kubeadm's commands pass over them. */
export const ownGroup = "kubewright.dev";

/** Reads a file's documents. Throws KubewrightError YAML_* for a text that is not YAML. */
export function readConfigFile(source: TextSource): ConfigFile {
  const documents: ConfigDocument[] = [];
  const problems: Problem[] = [];
  for (const yaml of readYamlDocuments(source)) {
    const read = documentOf(yaml);
    const twice = documents.find((document) => document.kind === read.kind);
    if (read.missing !== undefined) problems.push(placed(source.name, yaml, kindMissing(read.missing)));
    else if (twice !== undefined) problems.push(placed(source.name, yaml, kindTwice(source.name, twice)));
    else documents.push(read);
    const notJson = jsonRule(yaml);
    if (notJson !== undefined) problems.push(placed(source.name, yaml, notJson));
  }
  return { name: source.name, documents, problems };
}

function documentOf(yaml: YamlDocument): ConfigDocument & { readonly missing?: string } {
  const value = isMapping(yaml.value) ? yaml.value : {};
  const read = (key: string): string => {
    const member = value[key];
    return member === null || member === undefined || typeof member === "object" ? "" : String(member);
  };
  const apiVersion = read("apiVersion");
  const kind = read("kind");
  const missing = ["apiVersion", "kind"].filter((key) => read(key) === "");
  if (missing.length > 0) return { apiVersion, kind, value, yaml, missing: missing.join(" and ") };
  return apiVersion.includes("/")
    ? { apiVersion, kind, value, yaml }
    : { apiVersion, kind, value, yaml, missing: "the group in apiVersion" };
}

/** Kubernetes reads a document that begins with a brace as JSON, in which YAML's shorter forms are not allowed. */
function jsonRule({ text }: YamlDocument): Finding | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return {
      code: "CONFIG_NOT_JSON",
      path: [],
      what: "a document that begins with { must be JSON, and this is not",
      next: "Put quotes around keys and texts, take commas before a closing brace out, or write it as YAML.",
    };
  }
}

/** A problem that names its place itself. */
function placed(name: string, yaml: YamlDocument, finding: Finding): Problem {
  const { line, column } = yaml.position(finding.path);
  return { ...finding, path: [], kind: `${name}:${line}:${column}` };
}

function kindMissing(missing: string): Finding {
  return {
    code: "CONFIG_KIND_MISSING",
    path: [],
    what: `this document lacks ${missing}`,
    next: `Begin it with apiVersion: ${kubeadmApiVersion} and kind: ClusterConfiguration, for example; take an empty document out.`,
  };
}

function kindTwice(name: string, first: ConfigDocument): Finding {
  return {
    code: "CONFIG_KIND_TWICE",
    path: ["kind"],
    what: `a second ${first.kind}; the first begins at ${name}:${first.yaml.position([]).line}`,
    next: "Put both into one document.",
  };
}

/** True for the API version that kubeadm will drop. */
export function isDeprecated({ apiVersion }: ConfigDocument): boolean {
  return apiVersion === deprecatedKubeadmApiVersion;
}

/** Finds places in a file: "kubeadm.yaml:12:5". */
export function fileLocator(file: ConfigFile): Locator {
  return (kind, path, atKey) => {
    const document = file.documents.find((candidate) => candidate.kind === kind);
    if (document === undefined) return kind.startsWith(`${file.name}:`) ? kind : file.name;
    const { line, column } = atKey ? document.yaml.keyPosition(path) : document.yaml.position(path);
    return `${file.name}:${line}:${column}`;
  };
}

/** Keys that are written twice in a document. */
export function duplicateKeys({ yaml }: ConfigDocument): Finding[] {
  return yaml.duplicates.map(({ path, position }) => ({
    code: "CONFIG_DUPLICATE_KEY",
    path,
    atKey: true,
    what: `this key stands in line ${position.line} already; the last one counts`,
    next: "Keep one of them.",
  }));
}
