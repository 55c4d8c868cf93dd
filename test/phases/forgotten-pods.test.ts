import { describe, expect, it } from "vitest";
import type { WaitAnswer } from "../../src/engine/change.ts";
import type { Fact } from "../../src/engine/fact.ts";
import { forgottenPodsStep } from "../../src/phases/forgotten-pods.ts";
import { FakeCri } from "../support/fake-cri.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { applyOn, phaseOf } from "../support/run-plan.ts";

const socket = "/run/containerd/containerd.sock";
const manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";

/** A host whose API server has a Pod so many milliseconds after (before: less than 0) its manifest was written. */
async function machine(later: number) {
  const cri = new FakeCri();
  const host = new MemoryHost("cp1").serve({ socket }, cri.accept).on("systemctl restart", () => "");
  host.put(manifest, "kind: Pod\n");
  const written = (await host.modified([manifest])).get(manifest) ?? 0;
  const pod = { id: "s1", name: "kube-apiserver-cp1", namespace: "kube-system", ready: true };
  cri.sandboxes.set("s1", { ...pod, createdAt: written + later });
  return { host, cri };
}

const answering = (done: boolean): Fact<WaitAnswer> => ({ name: "answers", read: async () => ({ done, found: "" }) });
const phase = (done: boolean) =>
  phaseOf(forgottenPodsStep({ node: "cp1", criSocket: `unix://${socket}` }, answering(done)));

describe("a Pod that is older than its manifest", () => {
  it("goes, and the kubelet starts again first, while no API server answers", async () => {
    const { host, cri } = await machine(-10);
    await applyOn(phase(false), host);
    expect(host.effects.filter((effect) => effect.startsWith("run"))).toEqual([
      "run systemctl restart -- kubelet.service",
    ]);
    expect(cri.sandboxes.size).toBe(0);
  });

  it("is the kubelet's to end where the API server answers", async () => {
    const { host, cri } = await machine(-10);
    expect((await applyOn(phase(true), host)).result.changed).toBe(0);
    expect(cri.sandboxes.size).toBe(1);
  });
});

describe("a Pod that is newer than its manifest", () => {
  it("stays, whether the API server answers or not", async () => {
    const { host, cri } = await machine(10);
    expect((await applyOn(phase(false), host)).result.changed).toBe(0);
    expect(cri.sandboxes.size).toBe(1);
  });
});

describe("a runtime that does not answer", () => {
  it("is left to the wait that follows", async () => {
    const host = new MemoryHost("cp1").put(manifest, "kind: Pod\n");
    expect((await applyOn(phase(false), host)).result.changed).toBe(0);
  });
});
