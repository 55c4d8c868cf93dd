import { posix } from "node:path";
import type { ControlPlaneIntent } from "../config/cluster-intent.ts";
import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { kubeletConf } from "../constants/paths.ts";
import { etcdData } from "../etcd/data-identity.ts";
import type { EtcdData } from "../etcd/join-state.ts";
import type { Host } from "../host/host.ts";
import { staticPodPath } from "../manifests/static-pods.ts";
import { caPin } from "../pki/ca-pin.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { reveal } from "../secret.ts";
import { type ClusterRecord, readRecord } from "./record.ts";

/** What a control plane shows of itself before anything is done. */
export interface Findings {
  readonly node: ControlPlaneIntent;
  readonly host: Host;
  readonly record: ClusterRecord | null;
  readonly data: EtcdData;
  /** Paths of a cluster's files that are there. */
  readonly traces: readonly string[];
  /** The version its API server's manifest names, "v1.36.3"; null where there is none. */
  readonly version: string | null;
  /** The pin of its ca.crt; null where there is none. */
  readonly caPin: string | null;
}

/** Looks at a control plane. Changes nothing. */
export async function survey(node: ControlPlaneIntent, host: Host, cluster: ClusterConfiguration): Promise<Findings> {
  const caPath = posix.join(cluster.certificatesDir, "ca.crt");
  const manifest = staticPodPath("kube-apiserver");
  const paths = [kubeletConf, manifest, caPath];
  const [record, data, files] = await Promise.all([
    readRecord(host),
    etcdData(cluster.etcd.local?.dataDir ?? "/var/lib/etcd").read(host),
    host.read(paths),
  ]);
  const text = (path: string): string | null => {
    const file = files.get(path);
    return file?.type === "file" ? reveal(file.content) : null;
  };
  const ca = text(caPath);
  return {
    node,
    host,
    record,
    data,
    traces: [kubeletConf, manifest].filter((path) => files.has(path)),
    version: /image: \S*kube-apiserver:(v[\w.+-]+)/.exec(text(manifest) ?? "")?.[1] ?? null,
    caPin: ca === null ? null : caPin(parseCertificate(ca, caPath)),
  };
}
