import { describe, expect, test } from "vitest";
import { clusterInfoKubeconfig } from "../../src/manifests/cluster-info.ts";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { testAuthority } from "../support/test-certificates.ts";

const otherPin = `sha256:${"0".repeat(64)}`;

/** Types a command that is to be refused, and gives what it said when it changed nothing at all. */
async function refusal(machine: MemoryMachine, words: readonly string[]) {
  const before = machine.host.tree();
  const ran = await kubewright(machine, words);
  expect(ran.effects).toEqual([]);
  expect(machine.host.tree()).toEqual(before);
  return { code: ran.code, said: ran.err.replace(/\s+/g, " ") };
}

/** The join's words with another cluster's pin in the place of the right one. */
const elsewhere = (words: readonly string[]) => words.map((word) => (word.startsWith("sha256:") ? otherPin : word));

describe("join on a machine that is a node already", () => {
  test("of another cluster is refused, with both authorities shown", async () => {
    const { w1, joinWords } = await madeCluster();
    expect((await kubewright(w1, joinWords)).code).toBe(0);
    const { code, said } = await refusal(w1, elsewhere(joinWords));
    expect(code).toBe(3);
    expect(said).toContain("(JOIN_OTHER_CLUSTER)");
    expect(said).toContain(otherPin);
    expect(said).toContain(joinWords.find((word) => word.startsWith("sha256:")));
    expect(said).toContain("kubewright reset");
  });

  test("of another cluster is refused as a control plane too", async () => {
    const { cp2, joinControlPlaneWords } = await madeCluster();
    expect((await kubewright(cp2, joinControlPlaneWords)).code).toBe(0);
    expect((await refusal(cp2, elsewhere(joinControlPlaneWords))).said).toContain("(JOIN_OTHER_CLUSTER)");
  });

  test("of another cluster is refused by a join that pins nothing, and of the same one is not, by whatever way to it", async () => {
    const { cp1, cp3, w1, joinWords } = await madeCluster();
    const other = initConfig.replaceAll("cp1", "cp3").replaceAll("10.77.0.11", "10.77.0.13");
    expect((await kubewright(cp3, initWords, { input: other })).code).toBe(0);
    expect((await kubewright(w1, joinWords)).code).toBe(0);
    const unpinned = (endpoint: string) => {
      const token = joinWords[joinWords.indexOf("--token") + 1] ?? "";
      return ["join", endpoint, "--token", token, "--discovery-token-unsafe-skip-ca-verification"];
    };
    const { code, said } = await refusal(w1, unpinned("10.77.0.13:6443"));
    expect(code).toBe(3);
    expect(said).toContain("the server at 10.77.0.13:6443 is signed by another one");
    expect(said).toContain("(JOIN_OTHER_CLUSTER)");
    for (const endpoint of [`${cp1.address}:6443`, "cp1:6443", "10.77.0.99:6443"]) {
      const ran = await kubewright(w1, unpinned(endpoint));
      expect([endpoint, ran.code, ran.effects]).toEqual([endpoint, 0, []]);
    }
  });

  test("of another cluster than the discovery file's is refused; a file that is gone is no reason", async () => {
    const { w1, joinWords } = await madeCluster();
    expect((await kubewright(w1, joinWords)).code).toBe(0);
    const place = "/root/discovery.conf";
    const words = ["join", "--discovery-file", place];
    const naming = (caCertificate: string) =>
      clusterInfoKubeconfig({ caCertificate, server: "https://10.77.0.13:6443" });
    w1.host.put(place, naming(testAuthority("another cluster").cert));
    const { code, said } = await refusal(w1, words);
    expect(code).toBe(3);
    expect(said).toContain(`that in ${place} is sha256:`);
    expect(said).toContain("(JOIN_OTHER_CLUSTER)");
    w1.host.put(place, naming(w1.host.text("/etc/kubernetes/pki/ca.crt") ?? ""));
    expect((await kubewright(w1, words)).effects).toEqual([]);
    w1.host.files.place({ path: place, state: null });
    const gone = await kubewright(w1, words);
    expect([gone.code, gone.effects]).toEqual([0, []]);
  });

  test("worker: it is not made a control plane on top", async () => {
    const { w1, joinWords, joinControlPlaneWords } = await madeCluster();
    expect((await kubewright(w1, joinWords)).code).toBe(0);
    const { code, said } = await refusal(w1, joinControlPlaneWords);
    expect(code).toBe(3);
    expect(said).toContain("[NodeRole] This machine is a worker of a cluster already");
  });

  test("control plane: it is not made a worker on top", async () => {
    const { cp1, cp2, joinWords, joinControlPlaneWords } = await madeCluster();
    expect((await kubewright(cp2, joinControlPlaneWords)).code).toBe(0);
    for (const machine of [cp1, cp2]) {
      const { code, said } = await refusal(machine, joinWords);
      expect(code).toBe(3);
      expect(said).toContain("[NodeRole] This machine is a control plane of a cluster already");
      expect(said).toContain("--control-plane");
    }
  });
});

test("a machine on which another cluster's authority was left is refused before anything of the new one is written", async () => {
  const { w1, joinWords, joinControlPlaneWords } = await madeCluster();
  const ca = testAuthority("another cluster").cert;
  for (const words of [joinWords, joinControlPlaneWords]) {
    w1.host.put("/etc/kubernetes/pki/ca.crt", ca);
    const { code, said } = await refusal(w1, [...words, "--ignore-preflight-errors=all"]);
    expect(code).toBe(3);
    expect(said).toContain("(JOIN_OTHER_CLUSTER)");
    expect(said).toContain("/etc/kubernetes/pki/ca.crt");
  }
});
