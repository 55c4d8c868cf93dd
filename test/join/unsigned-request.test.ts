import { expect, test } from "vitest";
import { recordedRequests, requestsOf } from "../support/kubelet-requests.ts";
import { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { join, network, objects } from "./joining-scene.ts";

const approval = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRoleBinding",
  name: "kubeadm:node-autoapprove-bootstrap",
};

test("a join whose kubelet gets no certificate tells what became of its request, and goes on when it is signed", async () => {
  const w2 = new MemoryMachine(network, "w2", "10.77.2.2");
  const binding = objects().get(approval);
  if (binding === null) throw new Error("the cluster has no such binding");
  objects().delete(approval, false);
  for (const request of requestsOf(recordedRequests)) objects().put(request);

  const ran = await join(w2);
  expect(ran.err.replace(/\s+/g, " ")).toContain("csr-cnbqt, is approved, and nobody has signed it");
  expect(ran.err).toContain("(KUBELET_REQUEST_UNSIGNED)");
  expect(ran.code).toBe(5);

  objects().put(binding);
  expect((await join(w2)).code).toBe(0);
});
