import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { explainRequest } from "../../src/join/kubelet-request.ts";
import { requestedSubject } from "../../src/pki/certificate-request.ts";
import { pem, pemBlocks } from "../../src/pki/pem.ts";
import { clientThatLists, recordedRequests, requestsOf } from "../support/kubelet-requests.ts";
import { broken, brokenBytes, cuts, runs } from "./broken-text.ts";
import { orderly, orderlyLater } from "./orderly.ts";

const { request } = Object(requestsOf(recordedRequests)[0]?.["spec"]) as { readonly request: string };
const der = pemBlocks(Buffer.from(request, "base64").toString())[0]?.bytes ?? Buffer.alloc(0);
const encoded = (bytes: Uint8Array) => Buffer.from(pem("CERTIFICATE REQUEST", bytes)).toString("base64");
const codes = ["UNAPPROVED", "DENIED", "FAILED", "UNSIGNED"].map((word) => `KUBELET_REQUEST_${word}`);

test("a kubelet's request names its node", () => {
  expect(requestedSubject(request)).toEqual({ commonName: "system:node:w2", organizations: ["system:nodes"] });
});

test("a request that breaks off at any byte names nobody", () => {
  for (const length of cuts(der.length)) expect(requestedSubject(encoded(der.subarray(0, length)))).toBe(null);
});

test("a request that was garbled is read or named as nobody's, in bytes and in text", () => {
  fc.assert(
    fc.property(brokenBytes(der), broken(request), (bytes, text) => {
      requestedSubject(encoded(bytes));
      requestedSubject(text);
    }),
    runs(300),
  );
});

test("of requests that were garbled a known reason is told, or none", async () => {
  await fc.assert(
    fc.asyncProperty(broken(recordedRequests), fc.constantFrom("w1", "w2"), async (body, node) => {
      const objects = orderly(() => requestsOf(body));
      if (objects === undefined) return;
      const reason = await orderlyLater(() => explainRequest(clientThatLists(objects), node));
      if (reason !== null) expect(codes).toContain(reason?.code);
    }),
    runs(150),
  );
});
