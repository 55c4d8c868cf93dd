import { joinHostPort, splitHostPort } from "./host-port.ts";
import { invalid } from "./problem.ts";
import type { RawInitDocuments } from "./read-init.ts";
import type { Reading } from "./reading.ts";
import type { RawClusterFile } from "./schema/cluster-file.ts";

const kind = "Cluster";

/** The ClusterConfiguration with the address of the whole control plane: its own, or the load balancer's. Without one, several control planes are a problem. */
export function withEndpoint(
  reading: Reading,
  file: RawClusterFile,
  cluster: RawInitDocuments["cluster"],
  bindPort: number,
  controlPlanes: number,
): RawInitDocuments["cluster"] {
  const { kind: balancer = "none", address = "" } = file.spec?.loadBalancer ?? {};
  const named = cluster.controlPlaneEndpoint ?? "";
  if (balancer === "external" && splitHostPort(address) !== null) {
    const endpoint = withPort(address, bindPort);
    if (named !== "" && withPort(named, bindPort) !== endpoint) {
      const next = "Leave ClusterConfiguration.controlPlaneEndpoint out, or write the same address.";
      reading.report(kind, [invalid(["spec", "loadBalancer", "address"], `controlPlaneEndpoint is ${named}`, next)]);
    }
    return { ...cluster, controlPlaneEndpoint: endpoint };
  }
  if (named === "" && controlPlanes > 1) {
    const what = `${controlPlanes} control planes need one address at which they are reached together`;
    const next =
      "Add a ClusterConfiguration with controlPlaneEndpoint: host:port, or spec.loadBalancer {kind: external, address}. The address of one control plane will do where that one may be missed.";
    reading.report(kind, [invalid(["spec", "nodes"], what, next)]);
  }
  if (controlPlanes > 0 && controlPlanes % 2 === 0) {
    reading.warn(
      `${controlPlanes} control planes bear the loss of no more of them than ${controlPlanes - 1} do: take an odd number`,
    );
  }
  return cluster;
}

function withPort(text: string, bindPort: number): string {
  const parts = splitHostPort(text);
  return parts === null ? text : joinHostPort(parts.host, parts.port === "" ? bindPort : parts.port);
}
