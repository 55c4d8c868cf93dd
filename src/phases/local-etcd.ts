import { posix } from "node:path";
import { ports } from "../constants/ports.ts";
import { type EtcdClient, etcdClient } from "../etcd/client.ts";
import type { HostView } from "../host/host.ts";
import { filesAt, secretOf, textOf } from "./issuing-files.ts";

/** The files with which etcd's health is asked for, below the certificates directory. */
const names = { ca: "etcd/ca.crt", cert: "etcd/healthcheck-client.crt", key: "etcd/healthcheck-client.key" } as const;

/** Where a machine's own member answers: on the loopback address of its advertise address' family, which not everyone who asks knows. */
export const ownEtcd: readonly string[] = ["127.0.0.1", "::1"];

/** An etcd cluster to talk to through these members in turn; this machine's own when none is given. null while the certificates for it are not all on the machine. */
export async function etcdOn(
  view: HostView,
  certificatesDir: string,
  addresses: readonly string[] = ownEtcd,
): Promise<EtcdClient | null> {
  const paths = {
    ca: posix.join(certificatesDir, names.ca),
    cert: posix.join(certificatesDir, names.cert),
    key: posix.join(certificatesDir, names.key),
  };
  const files = await filesAt(view, Object.values(paths));
  const [ca, cert, key] = [files.get(paths.ca), files.get(paths.cert), files.get(paths.key)];
  if (ca === undefined || cert === undefined || key === undefined) return null;
  return etcdClient({
    view,
    servers: addresses.map((host) => ({ host, port: ports.etcdClient })),
    ca: textOf(ca),
    cert: textOf(cert),
    key: secretOf(key),
  });
}
