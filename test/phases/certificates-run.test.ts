import { describe, expect, test } from "vitest";
import type { PhaseList } from "../../src/engine/phase.ts";
import { certificateGroups } from "../../src/phases/certificates.ts";
import { Issuing } from "../../src/phases/issuing.ts";
import { kubeconfigGroup } from "../../src/phases/kubeconfigs.ts";
import { parseCertificate } from "../../src/pki/certificate.ts";
import { isIssuedBy } from "../../src/pki/verify-chain.ts";
import { Fuse } from "../support/fuse.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { applyOn, planOn } from "../support/run-plan.ts";
import { isSmallSample } from "../support/sample.ts";
import { node, quickCluster } from "./certificates-machine.ts";

const now = new Date("2026-11-21T03:34:11Z");

function list(issuing = new Issuing({ cluster: quickCluster(), node, now })): PhaseList {
  return [...certificateGroups(issuing), kubeconfigGroup(issuing)];
}

/** The paths under /etc/kubernetes, without what a torn write left beside them. */
function paths(host: MemoryHost): readonly string[] {
  return [...host.tree().keys()].filter((path) => path.startsWith("/etc/kubernetes/") && !path.includes("/.")).sort();
}

describe("certificates and kubeconfigs, carried out by the engine", () => {
  test("a plan shows what the run then makes, to the last byte, and touches nothing", async () => {
    const host = new MemoryHost("cp1");
    const issuing = new Issuing({ cluster: quickCluster(), node, now });
    const planned = await planOn(list(issuing), host);
    expect(host.effects).toEqual([]);
    await applyOn(list(issuing), host);
    const tree = host.tree();
    const files = planned.result.changes.flatMap(({ changes }) => changes).filter((change) => change.kind === "file");
    expect(files).toHaveLength(27);
    for (const { path, after } of files) {
      const text = after?.type === "file" && typeof after.content !== "string" ? after.content.reveal() : undefined;
      expect(tree.get(path)).toEqual(text === undefined ? after : { ...after, content: text });
    }
  });

  test("a second run changes nothing", async () => {
    const host = new MemoryHost("cp1");
    await applyOn(list(), host);
    const before = host.effects.length;
    const second = await applyOn(list(), host);
    expect([second.result.changed, host.effects.length - before]).toEqual([0, 0]);
  });

  test("after a power cut at any effect, the next run finishes the set, and every chain holds", async () => {
    const whole = new MemoryHost("cp1");
    await applyOn(list(), whole);
    // How many effects there are depends on how many files came together: the last cut is one that comes too late.
    for (let effects = 0, wasCut = true; wasCut; effects += isSmallSample ? 9 : 1) {
      const host = new MemoryHost("cp1", { fuse: new Fuse(effects) });
      wasCut = await applyOn(list(), host).then(
        () => false,
        () => true,
      );
      expect(wasCut || effects > 27, `not cut after ${effects}`).toBe(true);
      host.boot();
      await applyOn(list(), host);
      expect(paths(host), `cut after ${effects}`).toEqual(paths(whole));
      const read = (file: string) => parseCertificate(host.text(`/etc/kubernetes/pki/${file}.crt`) ?? "", file);
      expect(isIssuedBy(read("apiserver"), read("ca"))).toBe(true);
      expect(isIssuedBy(read("etcd/peer"), read("etcd/ca"))).toBe(true);
      expect((await planOn(list(), host)).result.changed).toBe(0);
    }
  });
});
