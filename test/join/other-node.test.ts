import { describe, expect, test } from "vitest";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
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
