import { duplexPair } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CriClient, criClient } from "../../src/cri/client.ts";
import { decodeMessage, encodeMessage } from "../../src/cri/messages.ts";
import { Secret } from "../../src/secret.ts";
import { dialView } from "../support/dial-view.ts";
import { FakeCri } from "../support/fake-cri.ts";

let runtime: FakeCri;
let client: CriClient;
let dials: unknown[];

beforeEach(() => {
  runtime = new FakeCri();
  dials = [];
  const view = dialView(async (target) => {
    dials.push(target);
    const [near, far] = duplexPair();
    runtime.accept(far);
    return near;
  });
  client = criClient({ view, socket: "unix:///run/containerd/containerd.sock", deadlineMs: 500 });
});
afterEach(() => client.close());

describe("a container runtime", () => {
  test("tells its version over one connection to its socket", async () => {
    expect(await client.version()).toEqual({
      runtimeName: "containerd",
      runtimeVersion: "v2.4.2",
      runtimeApiVersion: "v1",
    });
    expect(await client.status()).toMatchObject({
      runtimeReady: true,
      networkReady: false,
      problems: ["NetworkReady:"],
    });
    expect(dials).toEqual([{ socket: "/run/containerd/containerd.sock" }]);
  });

  test.each(["systemd", "cgroupfs", null] as const)("tells its cgroup driver: %s", async (driver) => {
    runtime.cgroupDriver = driver;
    expect(await client.cgroupDriver()).toBe(driver);
  });

  test("pulls an image that is not there, and says why when it cannot", async () => {
    runtime.pullable = new Set(["registry.k8s.io/pause:3.10.2"]);
    expect(await client.image("registry.k8s.io/pause:3.10.2")).toBeNull();
    expect(
      await client.pull("registry.k8s.io/pause:3.10.2", { auth: { username: "u", password: new Secret("p") } }),
    ).toMatch(/^sha256:/);
    expect(await client.image("registry.k8s.io/pause:3.10.2")).toMatchObject({
      repoTags: ["registry.k8s.io/pause:3.10.2"],
    });
    await expect(client.pull("registry.k8s.io/none:1")).rejects.toMatchObject({
      code: "CRI_ERROR",
      why: "registry.k8s.io/none:1: not found",
    });
  });

  test("stops and removes Pods; one that is gone is no error", async () => {
    runtime.sandboxes.set("s1", { id: "s1", name: "etcd-cp1", namespace: "kube-system", ready: true });
    runtime.containers.set("c1", { id: "c1", sandboxId: "s1", name: "etcd", podName: "etcd-cp1", state: 1 });
    expect(await client.sandboxes()).toEqual([
      { id: "s1", name: "etcd-cp1", namespace: "kube-system", uid: "s1", ready: true, createdAt: 0n },
    ]);
    expect(await client.containers({ sandboxId: "s1" })).toMatchObject([
      { name: "etcd", state: "running", podName: "etcd-cp1" },
    ]);
    await client.stopSandbox("s1");
    expect(await client.containerStatus("c1")).toMatchObject({ state: "exited", logPath: "/var/log/pods/c1/0.log" });
    await client.removeSandbox("s1");
    await client.removeSandbox("s1");
    expect([await client.sandboxes(), await client.containers(), await client.containerStatus("c1")]).toEqual([
      [],
      [],
      null,
    ]);
  });
});

describe("a container runtime in trouble", () => {
  test("that does not answer is given up at the deadline", async () => {
    runtime.silent.add("Version");
    await expect(client.version()).rejects.toMatchObject({ code: "CRI_TIMEOUT" });
  });

  test("that was restarted is connected to again", async () => {
    await client.version();
    runtime.dropConnections();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await client.version()).toMatchObject({ runtimeName: "containerd" });
    expect(dials).toHaveLength(2);
  });

  test("without CRI says so", async () => {
    runtime.refusals.set("Version", { code: 12, message: "unknown service runtime.v1.RuntimeService" });
    await expect(client.version()).rejects.toMatchObject({
      code: "CRI_UNIMPLEMENTED",
      next: expect.stringContaining("disabled_plugins"),
    });
  });

  test("that nobody listens for is unreachable, and asked anew the next time", async () => {
    let listens = false;
    const view = dialView(async () => {
      if (!listens) throw Object.assign(new Error("connect ENOENT"), { code: "ENOENT" });
      const [near, far] = duplexPair();
      runtime.accept(far);
      return near;
    });
    const other = criClient({ view, socket: "/x.sock" });
    await expect(other.version()).rejects.toMatchObject({ code: "CRI_UNREACHABLE" });
    listens = true;
    expect(await other.version()).toMatchObject({ runtimeName: "containerd" });
    other.close();
  });

  test("whose answer is cut or garbled gives an error, not a hang", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.nat(255), fc.boolean(), async (at, value, cut) => {
        runtime.garble = (bytes) =>
          cut ? bytes.subarray(0, at) : Buffer.from(bytes.map((byte, index) => (index === at ? value : byte)));
        const answer: unknown = await client.version().catch((error: unknown) => error);
        expect(answer).toMatchObject(
          answer instanceof Error ? { code: expect.stringMatching(/^CRI_/) } : { runtimeName: expect.any(String) },
        );
      }),
      { numRuns: 40 },
    );
  });
});

test("a password goes into the request and nowhere else", () => {
  const bytes = encodeMessage("PullImageRequest", { image: { image: "i" }, auth: { password: "p4ss" } });
  expect(decodeMessage("PullImageRequest", bytes)).toMatchObject({ image: { image: "i" }, auth: { password: "p4ss" } });
});
