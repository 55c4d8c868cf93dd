import { readdirSync, readFileSync } from "node:fs";
import { type Duplex, duplexPair } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HttpAnswer, httpClient } from "../../src/kube/http.ts";
import { TransportFailure } from "../../src/kube/transport-failure.ts";
import { dialView } from "../support/dial-view.ts";

/** Every byte and many more random cases. */
const soak = process.env["KUBEWRIGHT_SOAK"] === "1";
const recorded = new URL("../fixtures/kube/", import.meta.url);
const answers = readdirSync(recorded).map((name) => [name, readFileSync(new URL(name, recorded))] as const);

/** One request to a peer that says these bytes and hangs up. */
async function ask(bytes: Uint8Array, deadlineMs = 1_000): Promise<HttpAnswer | TransportFailure> {
  const view = dialView(async () => {
    const [near, far] = duplexPair();
    far.once("data", () => far.end(bytes));
    far.on("error", () => undefined);
    return near;
  });
  const client = httpClient({ view, target: { port: 1 }, host: "peer", tls: null });
  try {
    return await client.request({ method: "GET", path: "/", retry: "none", deadlineMs });
  } catch (error) {
    if (error instanceof TransportFailure) return error;
    throw error;
  } finally {
    client.close();
  }
}

describe("an answer of a real API server", () => {
  test.each(answers)("is read whole: %s", async (_, bytes) => {
    expect(await ask(bytes)).toMatchObject({ status: expect.any(Number), body: expect.stringMatching(/./s) });
  });

  test.each(answers)("is refused when it is cut at any byte: %s", async (name, bytes) => {
    const step = soak ? 1 : bytes.length > 2_000 ? 97 : 13;
    for (let length = 0; length < bytes.length; length += step) {
      const answer = await ask(bytes.subarray(0, length));
      expect([name, length, answer]).toEqual([name, length, expect.any(TransportFailure)]);
    }
  });

  test("leads to an answer or a failure, never to a hang or a crash, with any byte of it changed", async () => {
    const change = fc.tuple(fc.constantFrom(...answers), fc.nat(), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([[, bytes], at, value]) => {
        const garbled = Buffer.from(bytes);
        garbled[at % garbled.length] = value;
        const answer = await ask(garbled, 300);
        expect(answer instanceof TransportFailure || answer.status >= 100).toBe(true);
      }),
      { numRuns: soak ? 5_000 : 60 },
    );
  });
});

describe("a client", () => {
  /** A peer that answers each request a moment later and keeps its connections; counts them. */
  function slowPeer() {
    let connections = 0;
    const view = dialView(async () => {
      connections += 1;
      const [near, far] = duplexPair();
      far.on("data", () => {
        setTimeout(() => far.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), 5);
      });
      far.on("error", () => undefined);
      return near;
    });
    return { view, connections: () => connections };
  }

  test("opens no more connections than it was allowed, however many requests come at once, and uses them again", async () => {
    const { view, connections } = slowPeer();
    const client = httpClient({ view, target: { port: 1 }, host: "peer", tls: null, maxConnections: 3 });
    const ask20 = () => Promise.all(Array.from({ length: 20 }, () => client.request({ method: "GET", path: "/" })));
    const answers = [...(await ask20()), ...(await ask20())];
    client.close();
    expect([new Set(answers.map(({ body }) => body)), connections()]).toEqual([new Set(["ok"]), 3]);
  });

  test("whose connections are all busy gives a request up at its deadline or when it is no longer wanted", async () => {
    const view = dialView(async () => duplexPair()[0]);
    const client = httpClient({ view, target: { port: 1 }, host: "peer", tls: null, maxConnections: 1 });
    const ask = (deadlineMs: number, signal?: AbortSignal) =>
      client.request({ method: "GET", path: "/", retry: "none", deadlineMs, signal }).catch((error: unknown) => error);
    const busy = ask(400);
    const stop = new AbortController();
    const [late, unwanted] = [ask(50), ask(10_000, stop.signal)];
    stop.abort();
    expect(await unwanted).toMatchObject({ reason: "aborted" });
    expect(await late).toMatchObject({ reason: "timeout" });
    expect(await busy).toMatchObject({ reason: "timeout" });
    client.close();
  });
});

describe("a request", () => {
  test("that waited for a connection first says how long it waited in all", async () => {
    const view = dialView(async () => duplexPair()[0]);
    const client = httpClient({ view, target: { port: 1 }, host: "peer", tls: null, maxConnections: 1 });
    const ask = (deadlineMs: number) =>
      client.request({ method: "GET", path: "/", retry: "none", deadlineMs }).catch((error: unknown) => error);
    const [, second] = await Promise.all([ask(200), ask(300)]);
    expect(Number(/no answer in (\d+) ms/.exec(String(second))?.[1])).toBeGreaterThanOrEqual(299);
    client.close();
  });

  test("fails as garbled when the answer is no UTF-8", async () => {
    const head = Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n");
    expect(await ask(Buffer.concat([head, Buffer.from([0xc3, 0x28])]))).toMatchObject({ reason: "garbled" });
  });

  test("fails as too-large when the answer is longer than allowed", async () => {
    const view = dialView(async () => {
      const [near, far] = duplexPair();
      far.once("data", () => far.write(`HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n${"x".repeat(5_000)}`));
      return near;
    });
    const client = httpClient({ view, target: { port: 1 }, host: "peer", tls: null });
    await expect(client.request({ method: "GET", path: "/", maxBytes: 1_000 })).rejects.toMatchObject({
      reason: "too-large",
    });
    client.close();
  });

  test.each([
    ["never connects", () => new Promise<Duplex>(() => undefined)],
    ["connects and says nothing", async () => duplexPair()[0]],
    ["stops in the middle of the headers", async () => speaking("HTTP/1.1 200 OK\r\ncontent-")],
    ["stops in the middle of the body", async () => speaking("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab")],
  ])("ends at its deadline when the peer %s", async (_, dial) => {
    const client = httpClient({ view: dialView(dial), target: { port: 1 }, host: "peer", tls: null });
    const began = performance.now();
    await expect(client.request({ method: "GET", path: "/", deadlineMs: 120 })).rejects.toMatchObject({
      reason: "timeout",
    });
    expect(performance.now() - began).toBeLessThan(1_000);
    client.close();
  });

  test("ends when its signal aborts", async () => {
    const client = httpClient({
      view: dialView(async () => duplexPair()[0]),
      target: { port: 1 },
      host: "peer",
      tls: null,
    });
    const end = new AbortController();
    const asked = client.request({ method: "GET", path: "/", signal: end.signal });
    end.abort();
    await expect(asked).rejects.toMatchObject({ reason: "aborted" });
    client.close();
  });

  test("uses the same connection again, and a new one when the peer has closed it", async () => {
    let connections = 0;
    const view = dialView(async () => {
      connections += 1;
      const [near, far] = duplexPair();
      far.on("data", () => far.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
      if (connections === 1) setTimeout(() => far.end(), 50);
      return near;
    });
    const client = httpClient({ view, target: { port: 1 }, host: "peer", tls: null });
    await client.request({ method: "GET", path: "/1" });
    await client.request({ method: "GET", path: "/2" });
    expect(connections).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await client.request({ method: "GET", path: "/3" });
    expect(connections).toBe(2);
    client.close();
  });

  test("that nobody listens to is tried until somebody does", async () => {
    let tries = 0;
    const view = dialView(async () => {
      tries += 1;
      if (tries < 4) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      return speaking("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    });
    const client = httpClient({ view, target: { port: 1 }, host: "peer", tls: null });
    expect(await client.request({ method: "GET", path: "/" })).toMatchObject({ status: 200 });
    expect(tries).toBe(4);
    client.close();
  });
});

/** A peer that answers the first bytes it hears with this text, and then nothing. */
function speaking(text: string): Duplex {
  const [near, far] = duplexPair();
  far.once("data", () => far.write(text));
  return near;
}
