import { expect, test } from "vitest";
import type { NodeStatus } from "../../src/apply/node-status.ts";
import { statusText } from "../../src/apply/status-text.ts";
import { style } from "../../src/report/style.ts";

const well = { isWell: true, text: "well" };
const cp1: NodeStatus = {
  name: "cp1",
  role: "control-plane",
  ready: { isWell: true, text: "yes" },
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
  certificates: { isWell: false, text: "3 days", why: "apiserver ends in 3 days. Move it away." },
};
const w1: NodeStatus = {
  name: "w1",
  role: "worker",
  ready: {
    isWell: false,
    text: "no",
    why: "not ready, for there is no Pod network yet: kubectl apply -f <network.yaml>",
  },
  version: "v1.36.3",
  kubelet: { isWell: false, text: "not reached", why: "\u001b[2Jw1 (10.0.0.21:22) did not answer within 10 s." },
  controlPlane: null,
  etcd: null,
  certificates: null,
};

const demo = { name: "demo", file: "demo.yaml" };

test("a cluster that is well", async () => {
  const text = statusText(demo, [cp1, { ...w1, ready: cp1.ready, kubelet: well }], style(false), 80);
  await expect(text).toMatchFileSnapshot("../golden/screens/status-well.txt");
});

test("a cluster that is not: a reason for each red word, nothing raw from a host", async () => {
  const nodes = [cp1, cp2, w1];
  const plain = statusText(demo, nodes, style(false), 80);
  await expect(plain).toMatchFileSnapshot("../golden/screens/status.txt");
  await expect(statusText(demo, nodes, style(true), 80)).toMatchFileSnapshot("../golden/screens/status-colour.txt");
  expect(plain).not.toContain("\u001b");
  for (const line of plain.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test("a narrow terminal goes without version and role, and one reason of many nodes is given once", () => {
  const nodes = ["worker-in-hall-1", "worker-in-hall-2"].map((name) => ({ ...w1, name, kubelet: well }));
  const text = statusText(demo, [cp1, ...nodes], style(false), 60);
  expect(text).not.toContain("VERSION");
  expect(text).not.toContain("ROLE");
  expect(text.split("Pod network").length).toBe(2);
  expect(text).toContain("✘ worker-in-hall-1, worker-in-hall-2: not ready");
});
