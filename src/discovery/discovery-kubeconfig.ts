import { parseYaml } from "../yaml.ts";

/** Where a cluster is and by which authorities it is known. */
export interface ClusterAddress {
  /** "https://host:port" */
  readonly server: string;
  /** PEM bundle. */
  readonly ca: string;
}

/** The cluster of a kubeconfig that tells strangers where to go: the one named "", else the current context's, as kubeadm chooses. Throws Error with the reason. */
export function readDiscoveryKubeconfig(text: string): ClusterAddress {
  const file = record(parseYaml(text, "the kubeconfig in cluster-info"));
  const clusters = named(file["clusters"], "cluster");
  const context = named(file["contexts"], "context").get(String(file["current-context"]));
  const cluster = clusters.get("") ?? clusters.get(String(context?.["cluster"]));
  if (cluster === undefined) throw new Error("it names no cluster");
  const { server } = cluster;
  const data = cluster["certificate-authority-data"];
  if (typeof server !== "string" || !/^https:\/\/[^/]+$/.test(server))
    throw new Error("its server is no https://HOST:PORT");
  if (typeof data !== "string") throw new Error("it holds no CA certificate");
  return { server, ca: Buffer.from(data, "base64").toString("utf8") };
}

type Fields = Readonly<Record<string, unknown>>;

/** A kubeconfig's list of {name, <key>} by name; the first of a name stands. */
function named(list: unknown, key: string): ReadonlyMap<string, Fields> {
  const byName = new Map<string, Fields>();
  for (const entry of Array.isArray(list) ? list.map(record) : []) {
    const { name } = entry;
    if (typeof name === "string" && !byName.has(name)) byName.set(name, record(entry[key]));
  }
  return byName;
}

function record(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
