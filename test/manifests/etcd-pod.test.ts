import { describe, expect, test } from "vitest";
import type { Argument } from "../../src/config/v1beta4.ts";
import { etcdMetrics } from "../../src/manifests/etcd-metrics.ts";
import { etcdArguments, hasLocalEtcd } from "../../src/manifests/etcd-pod.ts";
import { cluster, controlPlaneNode } from "../golden/observed-cluster.ts";

function flags(etcd: Parameters<typeof etcdArguments>[1]["etcd"]): string[] {
  if (!hasLocalEtcd(cluster)) throw new Error("the observed cluster has local etcd");
  const node = controlPlaneNode("cp1", "10.0.0.1");
  return etcdArguments(cluster, etcd === undefined ? node : { ...node, etcd }).filter((flag) =>
    flag.includes("initial-cluster"),
  );
}

const members = [
  { name: "cp1", peerUrl: "https://10.0.0.1:2380" },
  { name: "cp2", peerUrl: "https://10.0.0.2:2380" },
  { name: "cp3", peerUrl: "https://10.0.0.3:2380" },
];
const all = "--initial-cluster=cp1=https://10.0.0.1:2380,cp2=https://10.0.0.2:2380,cp3=https://10.0.0.3:2380";

describe("how a member of etcd starts", () => {
  test("alone", () => {
    expect(flags(undefined)).toEqual(["--initial-cluster=cp1=https://10.0.0.1:2380"]);
  });

  test("with all others of a founding, under its token", () => {
    expect(flags({ members, state: "new", token: "demo-1" })).toEqual([all, "--initial-cluster-token=demo-1"]);
  });

  test("into a cluster that runs", () => {
    expect(flags({ members, state: "existing" })).toEqual([all, "--initial-cluster-state=existing"]);
  });
});

describe("where etcd is asked for its health", () => {
  const at = (value: string): ReturnType<typeof etcdMetrics> => {
    const extraArgs: Argument[] = [{ name: "listen-metrics-urls", value }];
    return etcdMetrics({ extraArgs }, "10.0.0.1");
  };

  test.each([
    ["https://0.0.0.0:9381,http://127.0.0.1:1", "0.0.0.0", 9381, "HTTPS"],
    ["http://[::1]:9381", "::1", 9381, "HTTP"],
    ["http://localhost", "localhost", 2381, "HTTP"],
    ["http://:9381", "127.0.0.1", 9381, "HTTP"],
    ["http://10.0.0.1:99999", "10.0.0.1", 2381, "HTTP"],
    ["nonsense", "127.0.0.1", 2381, "HTTP"],
    ["", "127.0.0.1", 2381, "HTTP"],
  ])("%s: %s, port %d, %s", (url, host, port, scheme) => {
    expect(at(url)).toMatchObject({ host, port, scheme });
  });

  test("on the loopback address of the node's own family when nothing is said", () => {
    expect(etcdMetrics({ extraArgs: [] }, "fd00::1")).toEqual({
      host: "::1",
      port: 2381,
      scheme: "HTTP",
      url: "http://[::1]:2381",
    });
  });
});
