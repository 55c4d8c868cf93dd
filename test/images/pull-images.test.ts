import { describe, expect, it } from "vitest";
import { type PullRequest, pullImagesStep } from "../../src/images/pull-images.ts";
import { FakeCri } from "../support/fake-cri.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { applyOn, phaseOf, planOn } from "../support/run-plan.ts";

const socket = "unix:///run/containerd/containerd.sock";
const images = ["registry.lab/a:1", "registry.lab/b:1", "registry.lab/c:1"];

/** A machine whose runtime has `present`. */
function machine(...present: string[]): { readonly host: MemoryHost; readonly cri: FakeCri } {
  const cri = new FakeCri();
  for (const image of present) cri.images.set(image, { id: "sha256:1" });
  return { host: new MemoryHost().serve({ socket: "/run/containerd/containerd.sock" }, cri.accept), cri };
}

const list = (change: Partial<PullRequest> = {}) =>
  phaseOf(pullImagesStep({ images, policy: "IfNotPresent", serial: true, socket, ...change }));
const pulls = (cri: FakeCri) => cri.calls.filter((call) => call === "PullImage").length;

describe("pulling images", () => {
  it.each([[true], [false]])(
    "fetches what is missing, and a second run changes nothing (serial: %s)",
    async (serial) => {
      const { host, cri } = machine("registry.lab/b:1");
      expect((await applyOn(list({ serial }), host)).result.changed).toBe(1);
      expect([...cri.images.keys()].sort()).toEqual(images);
      expect(pulls(cri)).toBe(2);
      expect((await applyOn(list({ serial }), host)).result.changed).toBe(0);
    },
  );

  it("is only shown by a plan", async () => {
    const { host, cri } = machine("registry.lab/b:1");
    const { result } = await planOn(list(), host);
    expect(result.changes[0]?.changes).toMatchObject([{ title: "pull registry.lab/a:1, registry.lab/c:1" }]);
    expect(pulls(cri)).toBe(0);
  });

  it("names every image that did not come, each tried once where the answer is final", async () => {
    const { host, cri } = machine();
    cri.pullable = new Set(["registry.lab/b:1"]);
    const failure = await applyOn(list(), host).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "IMAGE_PULL_FAILED", exitCode: 3 });
    expect(String((failure as { why: string }).why)).toMatch(/registry\.lab\/a:1\n.*\n.*registry\.lab\/c:1/);
    expect(pulls(cri)).toBe(3);
  });

  it("tries again, five times at most, where it may help", async () => {
    const { host, cri } = machine("registry.lab/b:1", "registry.lab/c:1");
    cri.refusals.set("PullImage", { code: 14, message: "dial tcp: connection refused" });
    await expect(applyOn(list(), host)).rejects.toMatchObject({ code: "IMAGE_PULL_FAILED" });
    expect(pulls(cri)).toBe(5);
  });

  it("asks a registry that cannot be reached for no further image, and says so once for all", async () => {
    const { host, cri } = machine();
    const said = (image: string, port: number) =>
      `failed to pull and unpack image "${image}": failed to resolve image: failed to do request: Head "https://registry.lab/v2/": dial tcp: lookup registry.lab on 10.0.0.1:53: read udp 10.0.0.2:${port}->10.0.0.1:53: read: connection refused`;
    cri.refusals.set("PullImage", { code: 2, message: said("registry.lab/a:1", 4711) });
    const failure = await applyOn(list(), host).catch((thrown: unknown) => thrown);
    expect(pulls(cri)).toBe(5);
    expect((failure as { why: string }).why).toBe(
      [
        ...images.map((image) => `[ImagePull] ${image}`),
        "  dial tcp: lookup registry.lab on 10.0.0.1:53: connection refused",
      ].join("\n"),
    );
  });

  it("goes on with what there is when failures are tolerated, and tells them", async () => {
    const { host, cri } = machine();
    cri.pullable = new Set(["registry.lab/a:1"]);
    const { events } = await applyOn(list({ tolerates: true }), host);
    expect(events.filter((event) => event.type === "note")).toHaveLength(2);
  });

  it("does nothing with policy Never, and everything with Always", async () => {
    const { host, cri } = machine(...images);
    await applyOn(list({ policy: "Never" }), host);
    expect(cri.calls).toEqual([]);
    await applyOn(list({ policy: "Always" }), host);
    expect(pulls(cri)).toBe(3);
  });
});
