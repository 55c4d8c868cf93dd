import {
  deprecatedKubeadmApiVersion,
  kubeadmApiVersion,
  kubeletApiVersion,
  kubeProxyApiVersion,
} from "../constants/versions.ts";
import { readYamlDocuments, type TextSource, type YamlDocument } from "../yaml.ts";
import { nearest } from "./nearest.ts";
import type { Finding, Locator, Problem } from "./problem.ts";
import { isMapping } from "./schema/check.ts";

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

/** The kubeadm that could still read an API version that today's cannot. */
const lastReader: Readonly<Record<string, string>> = {
  "kubeadm.k8s.io/v1alpha1": "v1.11",
  "kubeadm.k8s.io/v1alpha2": "v1.12",
  "kubeadm.k8s.io/v1alpha3": "v1.14",
  "kubeadm.k8s.io/v1beta1": "v1.15",
  "kubeadm.k8s.io/v1beta2": "v1.22",
};

const kinds: Readonly<Record<string, readonly string[]>> = {
  [kubeadmApiVersion]: [
    "InitConfiguration",
    "ClusterConfiguration",
    "JoinConfiguration",
    "ResetConfiguration",
    "UpgradeConfiguration",
  ],
  [deprecatedKubeadmApiVersion]: ["InitConfiguration", "ClusterConfiguration", "JoinConfiguration"],
  [kubeletApiVersion]: ["KubeletConfiguration"],
  [kubeProxyApiVersion]: ["KubeProxyConfiguration"],
};

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

/** Whether a document's kind can be read: a finding when not. */
export function unreadable({ apiVersion, kind }: ConfigDocument): Finding | undefined {
  const reader = lastReader[apiVersion];
  if (reader !== undefined) {
    return {
      code: "CONFIG_VERSION_TOO_OLD",
      path: ["apiVersion"],
      what: `${apiVersion} is no longer read`,
      next: `Migrate the file step by step; the last to read this version is kubeadm ${reader} (kubeadm config migrate).`,
    };
  }
  return kinds[apiVersion]?.includes(kind) ? undefined : unknownKind(apiVersion, kind);
}

function unknownKind(apiVersion: string, kind: string): Finding {
  const known = kinds[apiVersion];
  const meant = known === undefined ? nearest(apiVersion, Object.keys(kinds)) : nearest(kind, known);
  const what = known === undefined ? `${apiVersion} is not known` : `${apiVersion} has no kind ${kind}`;
  return {
    code: "CONFIG_KIND_UNKNOWN",
    path: [known === undefined ? "apiVersion" : "kind"],
    what: meant === undefined ? what : `${what}; did you mean ${meant}?`,
    next: `Known are: ${Object.entries(kinds)
      .map(([version, names]) => `${version} ${names.join(", ")}`)
      .join("; ")}.`,
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
