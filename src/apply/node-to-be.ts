import { type ClusterIntent, controlPlanesOf, type NodeIntent } from "../config/cluster-intent.ts";
import { controlPlaneMarks } from "../manifests/node-patch.ts";
import { type ApplyRun, clusterServer } from "./apply-run.ts";
import type { NodeToBe } from "./node-phase.ts";
import { whileHope } from "./while-hope.ts";

/** The Node that a host of the file becomes. The wait for it ends when no control plane is left that could take it. */
export function nodeToBe({ intent, nodes, peers }: ApplyRun, node: NodeIntent): NodeToBe {
  const names = controlPlanesOf(intent).map(({ name }) => name);
  const hope = whileHope(nodes.has(node.name), peers, names, 1);
  const { taints } = node.registration;
  const own = node.endpoint === undefined ? { taints: taints ?? [] } : controlPlaneMarks(taints);
  return {
    name: node.name,
    marks: { ...own, labels: { ...own.labels, ...node.labels } },
    registered: whileHope(hope, peers, behindEndpoint(intent), 1),
    timeoutMs: Math.max(node.timeouts.controlPlaneComponentHealthCheck, node.timeouts.tlsBootstrap),
    criSocket: node.registration.criSocket,
  };
}

/** The control plane whose own address is the cluster's: without it no kubelet reaches the cluster. None where a load balancer stands before them. */
function behindEndpoint(intent: ClusterIntent): readonly string[] {
  const { hostname } = new URL(clusterServer(intent));
  const address = hostname.replace(/^\[|\]$/g, "");
  return controlPlanesOf(intent).flatMap((node) => (node.address === address ? [node.name] : []));
}
