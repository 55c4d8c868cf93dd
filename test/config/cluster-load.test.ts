import { describe, expect, test } from "vitest";
import { loadCluster } from "../../src/config/cluster-load.ts";
import { errorsOf } from "./support/request.ts";

function file(...nodes: readonly string[]): string {
  const lines = nodes.map((node) => `    - {${node}}`).join("\n");
  return `apiVersion: kubewright.dev/v1alpha1\nkind: Cluster\nmetadata: {name: Demo}\nspec:\n  nodes:\n${lines}\n`;
}

const cp1 = "name: cp1, role: control-plane, address: 10.0.0.11";

function load(...nodes: readonly string[]) {
  return loadCluster({ source: { name: "cluster.yaml", text: file(...nodes) } }).intent;
}

function wrongIn(...nodes: readonly string[]): readonly string[] {
  return errorsOf(() => load(...nodes)).map(({ what }) => what);
}

describe("nodes of a cluster file", () => {
  test("have a name in lower case and an address in one form", () => {
    const [node] = load("name: ' CP1', role: control-plane, address: 'FD00:0:0::0B'").nodes;
    expect(node).toMatchObject({ name: "cp1", address: "fd00::b", endpoint: { advertiseAddress: "fd00::b" } });
  });

  test("of one name or address are refused, however it is written", () => {
    expect(wrongIn(cp1, "name: CP1, role: worker, address: 10.0.0.21")).toEqual([
      'cluster.yaml:7:14: spec.nodes[1].name: spec.nodes[0] has the name "CP1" already',
    ]);
    const six = ["fd00::b", "FD00:0::B"].map((address, index) => `name: n${index}, address: '${address}'`);
    expect(wrongIn(`${six[0]}, role: control-plane`, `${six[1]}, role: worker`)).toEqual([
      'cluster.yaml:7:27: spec.nodes[1].address: spec.nodes[0] has the address "FD00:0::B" already',
    ]);
  });
});

describe("labels and taints of a cluster file", () => {
  test.each([
    "labels: {disk: ssd, example.com/rack: A_7.b, empty: ''}",
    "taints: []",
    "taints: [{key: gpu, effect: NoSchedule}, {key: gpu, value: x, effect: NoExecute}]",
  ])("%s is taken", (marks) => {
    expect(load(`${cp1}, ${marks}`).nodes).toHaveLength(1);
  });

  test.each([
    ["labels: {'my disk': ssd}", '"my disk" cannot be the key of a label'],
    ["labels: {Example.com/disk: ssd}", '"Example.com/disk" cannot be the key of a label'],
    ["labels: {a/b/c: ssd}", '"a/b/c" cannot be the key of a label'],
    ["labels: {disk: very fast}", '"very fast" cannot be the value of a label'],
    [`labels: {disk: ${"x".repeat(64)}}`, "cannot be the value of a label"],
    ["taints: [{effect: NoSchedule}]", "the taint has no key"],
    ["taints: [{key: gpu}]", "the taint has no effect"],
    ["taints: [{key: gpu, effect: NoSchedul}]", '"NoSchedul" is no effect of a taint'],
    ["taints: [{key: gpu, value: a b, effect: NoExecute}]", '"a b" cannot be the value of a taint'],
    ["taints: [{key: gpu, effect: NoExecute}, {key: gpu, value: x, effect: NoExecute}]", "taint 0 has this key"],
  ])("%s is refused before anything is touched", (marks, words) => {
    const wrong = wrongIn(`${cp1}, ${marks}`);
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toMatch(/^cluster\.yaml:6:\d+: spec\.nodes\[0\]\./);
    expect(wrong[0]).toContain(words);
  });
});
