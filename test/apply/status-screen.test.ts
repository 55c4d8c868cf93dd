import { expect, test } from "vitest";
import type { NodeStatus } from "../../src/apply/node-status.ts";
import { statusText } from "../../src/apply/run-status.ts";
import { style } from "../../src/report/style.ts";

const well = { isWell: true, text: "well" };
const cp1: NodeStatus = {
  name: "cp1",
  role: "control-plane",
  ready: { isWell: true, text: "ready" },
  version: "v1.36.3",
  kubelet: well,
  controlPlane: well,
  etcd: { isWell: true, text: "leader" },
  certificates: { isWell: true, text: "364 days" },
};
const cp2: NodeStatus = {
  ...cp1,
  name: "cp2",
  controlPlane: { isWell: false, text: "not well", why: "kube-scheduler does not listen yet" },
  etcd: { isWell: true, text: "member" },
  certificates: { isWell: false, text: "3 days", why: "apiserver ends in 3 days: kubewright certs renew all" },
};
const w1: NodeStatus = {
  name: "w1",
  role: "worker",
  ready: { isWell: false, text: "not ready", why: "there is no Pod network yet: kubectl apply -f <network.yaml>" },
  version: "v1.36.3",
  kubelet: { isWell: false, text: "not reached", why: "\u001b[2Jw1 (10.0.0.21:22) did not answer within 10 s." },
  controlPlane: null,
  etcd: null,
  certificates: null,
};

test("a cluster that is well", async () => {
  const text = statusText("demo", [cp1, { ...w1, ready: cp1.ready, kubelet: well }], style(false), 80);
  await expect(text).toMatchFileSnapshot("../golden/screens/status-well.txt");
});

test("a cluster that is not: a reason for each red word, nothing raw from a host", async () => {
  const nodes = [cp1, cp2, w1];
  const plain = statusText("demo", nodes, style(false), 80);
  await expect(plain).toMatchFileSnapshot("../golden/screens/status.txt");
  await expect(statusText("demo", nodes, style(true), 80)).toMatchFileSnapshot("../golden/screens/status-colour.txt");
  expect(plain).not.toContain("\u001b");
  for (const line of plain.split("\n").filter((each) => each.startsWith("✘")))
    expect(line.length).toBeLessThanOrEqual(80);
});
