import type { LocalEtcd } from "../config/v1beta4.ts";
import { ports } from "../constants/ports.ts";
import { argumentValue } from "./arguments.ts";
import { hostPort, loopbackLike } from "./network.ts";

/** Where etcd answers probes. */
export interface EtcdMetrics {
  readonly host: string;
  readonly port: number;
  readonly scheme: "HTTP" | "HTTPS";
  readonly url: string;
}

/** The first URL of the user's listen-metrics-urls where it can be read, else plain HTTP on the loopback address. */
export function etcdMetrics(local: Pick<LocalEtcd, "extraArgs">, advertiseAddress: string): EtcdMetrics {
  const loopback = loopbackLike(advertiseAddress);
  const own = `http://${hostPort(loopback, ports.etcdMetrics)}`;
  const [first = ""] = (argumentValue(local.extraArgs, "listen-metrics-urls") ?? own).split(",");
  const parts = /^(https?):\/\/(\[[^\]]*\]|[^:/]*)(?::(\d+))?(?:\/.*)?$/.exec(first.trim());
  const port = Number(parts?.[3] ?? ports.etcdMetrics);
  return {
    host: parts?.[2]?.replaceAll(/[[\]]/g, "") || loopback,
    port: port >= 1 && port <= 65535 ? port : ports.etcdMetrics,
    scheme: parts?.[1] === "https" ? "HTTPS" : "HTTP",
    url: first.trim(),
  };
}
