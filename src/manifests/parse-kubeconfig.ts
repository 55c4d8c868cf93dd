import { KubewrightError } from "../errors.ts";
import { reveal, Secret } from "../secret.ts";
import { parseYaml } from "../yaml.ts";
import { type Fields, fields } from "./fields.ts";

/** What the current context of a kubeconfig leads to. */
export interface ParsedKubeconfig {
  /** Where it was read, as errors name it. */
  readonly place: string;
  readonly contextName: string;
  readonly clusterName: string;
  readonly namespace: string | undefined;
  readonly server: string;
  /** PEM that the file embeds. */
  readonly caCertificate: string | undefined;
  /** A path, as the file has it; only looked at where nothing is embedded. */
  readonly caFile: string | undefined;
  /** True when the server's certificate is not to be checked. */
  readonly insecure: boolean;
  /** The name the server's certificate is checked against, when it is not the address's. */
  readonly tlsServerName: string | undefined;
  readonly userName: string;
  /** PEM that the file embeds. */
  readonly clientCertificate: string | undefined;
  readonly clientKey: Secret | undefined;
  readonly clientCertificateFile: string | undefined;
  readonly clientKeyFile: string | undefined;
  readonly token: Secret | undefined;
  readonly tokenFile: string | undefined;
  /** Ways to prove who one is that the file names and that are not read: exec, auth-provider, username. */
  readonly otherCredentials: readonly string[];
}

/** Reads a kubeconfig. KubewrightError KUBECONFIG_UNREADABLE, which shows nothing of its content, when it is none or its current context leads nowhere. A user that is not there is one without credentials. */
export function parseKubeconfig(text: string | Secret, place: string): ParsedKubeconfig {
  return currentContext(fields(yamlOf(reveal(text), place)), place);
}

/** Reads a kubeconfig that tells a stranger where a cluster is, as kubeadm does: the cluster named "" is meant if there is one, else the current context's; credentials are those of the current context. A copy of cluster-info's kubeconfig, which has no context, is one. Throws KUBECONFIG_UNREADABLE. */
export function parseDiscoveryKubeconfig(text: string | Secret, place: string): ParsedKubeconfig {
  const file = fields(yamlOf(reveal(text), place));
  const cluster = named(file["clusters"], "", "cluster");
  if (cluster === undefined) return currentContext(file, place);
  const server = texts(cluster, "server");
  if (server === undefined) throw unreadable(place, "its cluster without a name has no server");
  const contextName = texts(file, "current-context") ?? "";
  const context = named(file["contexts"], contextName, "context") ?? {};
  const userName = texts(context, "user") ?? "";
  return {
    place,
    contextName,
    clusterName: "",
    namespace: undefined,
    userName,
    ...clusterFields(cluster, server),
    ...userFields(named(file["users"], userName, "user") ?? {}),
  };
}

function currentContext(file: Fields, place: string): ParsedKubeconfig {
  const contextName = texts(file, "current-context") ?? "";
  const context = named(file["contexts"], contextName, "context");
  if (context === undefined)
    throw unreadable(
      place,
      contextName === "" ? "it names no current-context" : "its current-context is not among its contexts",
    );
  const clusterName = texts(context, "cluster") ?? "";
  const cluster = named(file["clusters"], clusterName, "cluster");
  const server = cluster === undefined ? undefined : texts(cluster, "server");
  if (cluster === undefined || server === undefined)
    throw unreadable(place, "the cluster of its current-context is not among its clusters, or has no server");
  const userName = texts(context, "user") ?? "";
  return {
    place,
    contextName,
    clusterName,
    namespace: texts(context, "namespace"),
    userName,
    ...clusterFields(cluster, server),
    ...userFields(named(file["users"], userName, "user") ?? {}),
  };
}

function clusterFields(cluster: Fields, server: string) {
  return {
    server,
    caCertificate: decoded(cluster, "certificate-authority-data"),
    caFile: texts(cluster, "certificate-authority"),
    insecure: cluster["insecure-skip-tls-verify"] === true,
    tlsServerName: texts(cluster, "tls-server-name"),
  };
}

function userFields(user: Fields) {
  const key = decoded(user, "client-key-data");
  const token = texts(user, "token");
  return {
    clientCertificate: decoded(user, "client-certificate-data"),
    clientKey: key === undefined ? undefined : new Secret(key),
    clientCertificateFile: texts(user, "client-certificate"),
    clientKeyFile: texts(user, "client-key"),
    token: token === undefined ? undefined : new Secret(token),
    tokenFile: texts(user, "tokenFile"),
    otherCredentials: ["exec", "auth-provider", "username"].filter((key) => Object.hasOwn(user, key)),
  };
}

/** The parser's own error may quote the text, so it goes no further. */
function yamlOf(text: string, place: string): unknown {
  try {
    return parseYaml(text, place);
  } catch {
    throw unreadable(place, "it is no YAML");
  }
}

function unreadable(place: string, why: string): KubewrightError {
  return new KubewrightError("KUBECONFIG_UNREADABLE", {
    what: `${place} is no kubeconfig that can be used`,
    why,
    next: `Put back ${place} from a backup, or move it away to have it made anew`,
  });
}

function texts(from: Fields, key: string): string | undefined {
  const value = Object.hasOwn(from, key) ? from[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function decoded(from: Fields, key: string): string | undefined {
  const value = texts(from, key);
  return value === undefined ? undefined : Buffer.from(value, "base64").toString("utf8");
}

/** The content of the entry with this name in a list of {name, <key>}. */
function named(list: unknown, name: string, key: string): Fields | undefined {
  const entry = Array.isArray(list) ? list.map(fields).find((one) => one["name"] === name) : undefined;
  return entry === undefined ? undefined : fields(entry[key]);
}
