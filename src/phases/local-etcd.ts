import { posix } from "node:path";
import { ports } from "../constants/ports.ts";
import { type EtcdClient, etcdClient } from "../etcd/client.ts";
import type { HostView } from "../host/host.ts";
import { reveal, Secret } from "../secret.ts";

/** The files with which etcd's health is asked for, below the certificates directory. */
const names = { ca: "etcd/ca.crt", cert: "etcd/healthcheck-client.crt", key: "etcd/healthcheck-client.key" } as const;

/** An etcd member to talk to; this machine's own when no address is given. null while the certificates for it are not all on the machine. */
export async function etcdOn(
  view: HostView,
  certificatesDir: string,
  address = "127.0.0.1",
): Promise<EtcdClient | null> {
  const paths = {
    ca: posix.join(certificatesDir, names.ca),
    cert: posix.join(certificatesDir, names.cert),
    key: posix.join(certificatesDir, names.key),
  };
  const files = await view.read(Object.values(paths));
  const text = (path: string): string | null => {
    const file = files.get(path);
    return file?.type === "file" ? reveal(file.content) : null;
  };
  const [ca, cert, key] = [text(paths.ca), text(paths.cert), text(paths.key)];
  if (ca === null || cert === null || key === null) return null;
  return etcdClient({ view, server: { host: address, port: ports.etcdClient }, ca, cert, key: new Secret(key) });
}
