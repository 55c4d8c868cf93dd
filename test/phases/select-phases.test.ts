import { describe, expect, it } from "vitest";
import type { Phase, PhaseList } from "../../src/engine/phase.ts";
import { flatPhases, selectPhases } from "../../src/phases/select-phases.ts";

const phase = (id: string): Phase => ({ id, title: id, steps: [] });

const list: PhaseList = [
  phase("preflight"),
  {
    together: [
      { inTurn: [{ together: [phase("certs/etcd-server"), phase("certs/etcd-peer")] }, phase("etcd/local")] },
      phase("certs/apiserver"),
      { inTurn: [phase("kubeconfig/kubelet"), phase("kubelet-start")] },
    ],
  },
  phase("wait-control-plane"),
];

function idsOf(selected: PhaseList): readonly string[] {
  return flatPhases(selected).map(({ id }) => id);
}

describe("selecting phases", () => {
  it("finds those inside the sequences of a group", () => {
    expect(idsOf(selectPhases(list, { only: "certs", skip: [] }))).toEqual([
      "certs/etcd-server",
      "certs/etcd-peer",
      "certs/apiserver",
    ]);
  });

  it("leaves no empty sequence and no empty group behind", () => {
    const skip = ["certs", "etcd", "kubeconfig", "kubelet-start"];
    expect(selectPhases(list, { skip })).toEqual([phase("preflight"), phase("wait-control-plane")]);
  });

  it("keeps the order inside a sequence", () => {
    expect(selectPhases(list, { skip: ["certs"] })[1]).toEqual({
      together: [{ inTurn: [phase("etcd/local")] }, { inTurn: [phase("kubeconfig/kubelet"), phase("kubelet-start")] }],
    });
  });

  it("refuses a name that is in no list", () => {
    expect(() => selectPhases(list, { skip: ["certs/nobody"] })).toThrow(/no phase "certs\/nobody"/);
  });
});
