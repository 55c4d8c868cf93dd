import { expect, test } from "vitest";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

const kubelet = "---\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";
const hurried = initConfig.replace(
  "kind: InitConfiguration",
  "$&\ntimeouts: {controlPlaneComponentHealthCheck: 5s, kubeletHealthCheck: 5s}",
);

test.each([
  [
    "a controller manager bound to the node's address",
    "controllerManager: {extraArgs: [{name: bind-address, value: 10.77.0.11}]}",
  ],
  ["a controller manager on another port", 'controllerManager: {extraArgs: [{name: secure-port, value: "11257"}]}'],
  ["a scheduler bound to every address", 'scheduler: {extraArgs: [{name: bind-address, value: "::"}]}'],
  [
    "a scheduler on IPv6's own address and another port",
    'scheduler: {extraArgs: [{name: bind-address, value: "::1"}, {name: secure-port, value: "11259"}]}',
  ],
  ["a kubelet that is healthy at another port", `${kubelet}healthzPort: 11248`],
  ["a kubelet that is healthy at the node's address", `${kubelet}healthzBindAddress: 10.77.0.11`],
])("init finds %s healthy", async (_, said) => {
  const { cp1 } = blankMachines();
  const ran = await kubewright(cp1, initWords, { input: `${hurried}${said}\n` });
  expect([ran.code, ran.err.replace(/^warning.*\n?/gm, "")]).toEqual([0, ""]);
});
