import { type Duplex, duplexPair } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caPins } from "../../src/discovery/cluster-info.ts";
import { discoverCluster } from "../../src/discovery/discover-cluster.ts";
import { clusterInfoKubeconfig, clusterInfoObjects } from "../../src/manifests/cluster-info.ts";
import { Secret } from "../../src/secret.ts";
import { dialLoopback, dialView } from "../support/dial-view.ts";
import { type FakeApiServer, startFakeApiServer } from "../support/fake-api-server.ts";
import { runs } from "./broken-text.ts";
import { orderlyLater } from "./orderly.ts";

const token = new Secret("abcdef.0123456789abcdef");
let server: FakeApiServer;
let kubeconfig = "";
beforeAll(async () => {
  server = await startFakeApiServer();
  kubeconfig = clusterInfoKubeconfig({ server: "https://10.0.0.1:6443", caCertificate: server.authority.cert });
  for (const object of clusterInfoObjects(kubeconfig, [token]).slice(0, 1)) server.objects.put(object);
});
afterAll(() => server.stop());

/** What somebody on the way does to the bytes that come back: from the byte `at` on. */
interface Harm {
  readonly at: number;
  readonly kind: "cut" | "flip" | "silence" | "double";
  readonly bit: number;
}

/** A connection whose answers are harmed. */
async function harmed(target: Parameters<typeof dialLoopback>[0], { at, kind, bit }: Harm): Promise<Duplex> {
  const socket = await dialLoopback(target);
  const [near, far] = duplexPair();
  let passed = 0;
  const end = () => {
    socket.destroy();
    far.end();
  };
  socket.on("data", (chunk: Buffer) => {
    const place = at - passed;
    passed += chunk.length;
    if (place < 0 || place >= chunk.length) {
      if (place >= 0 || kind === "flip" || kind === "double") far.write(chunk);
      return;
    }
    const before = chunk.subarray(0, place);
    if (kind === "flip") {
      chunk[place] = (chunk[place] ?? 0) ^ (1 << bit);
      far.write(chunk);
    } else if (kind === "double") far.write(Buffer.concat([before, chunk.subarray(place), chunk.subarray(place)]));
    else {
      far.write(before);
      if (kind === "cut") end();
    }
  });
  socket.on("close", () => far.end()).on("error", () => far.end());
  far.on("data", (chunk: Buffer) => socket.write(chunk)).on("end", () => socket.end());
  for (const stream of [near, far]) stream.on("error", () => socket.destroy()).on("close", () => socket.destroy());
  return near;
}

/** Nothing waits for a connection that nobody harms: its deadline is a user's. One that falls silent is waited for until the deadline. */
function discovered(harm: Harm | null, pins: readonly string[]) {
  const view = harm === null ? dialView() : dialView((target) => harmed(target, harm));
  const timeoutMs = harm === null ? 60_000 : 250;
  return discoverCluster({ view, server: { host: "127.0.0.1", port: server.port }, token, pins, timeoutMs });
}

test("over a whole connection the cluster is found", async () => {
  expect((await discovered(null, caPins(server.authority.cert))).kubeconfig).toBe(kubeconfig);
});

test("over a connection that somebody harms at any byte the true cluster is found, or none, in time", async () => {
  const harm = fc.record({
    at: fc.oneof(fc.nat(400), fc.nat(5_000)),
    kind: fc.constantFrom("cut" as const, "flip" as const, "silence" as const, "double" as const),
    bit: fc.nat(7),
  });
  await fc.assert(
    fc.asyncProperty(harm, fc.boolean(), async (wish, isPinned) => {
      const pins = isPinned ? caPins(server.authority.cert) : [];
      const found = await orderlyLater(() => discovered(wish, pins));
      expect([kubeconfig, undefined]).toContain(found?.kubeconfig);
    }),
    runs(25),
  );
});
