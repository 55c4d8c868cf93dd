import { expect, test } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { explainRequest } from "../../src/join/kubelet-request.ts";
import { clientThatLists, recordedRequests, requestsOf } from "../support/kubelet-requests.ts";

const recorded = requestsOf(recordedRequests);
const explained = async (objects: readonly KubeObject[], node = "w1") => explainRequest(clientThatLists(objects), node);
const named = (name: string) => recorded.filter((request) => request.metadata.name === name);
const withStatus = (status: object): KubeObject[] => named("csr-dbshc").map((request) => ({ ...request, status }));

test("the newest request of a node's own kubelet tells: approved, and nobody signs it", async () => {
  const [w1, w2] = await Promise.all([explained(recorded), explained(recorded, "w2")]);
  expect(w1).toMatchObject({ code: "KUBELET_REQUEST_UNSIGNED", what: expect.stringContaining("csr-dbshc") });
  expect(w2).toMatchObject({ code: "KUBELET_REQUEST_UNSIGNED", what: expect.stringContaining("csr-cnbqt") });
});

test("a request that was denied says by whom, in the words of whoever did it", async () => {
  expect(await explained(named("csr-xwmgt"))).toEqual({
    code: "KUBELET_REQUEST_DENIED",
    what: "The kubelet's request for a certificate, csr-xwmgt, was denied.",
    why: "KubectlDeny: This CSR was denied by kubectl certificate deny.",
    next: "Ask who approves certificates in this cluster: kubectl describe csr csr-xwmgt. Then run the command again.",
  });
});

test("a request that nobody approves comes with the command that does", async () => {
  const found = await explained(withStatus({}));
  expect(found?.code).toBe("KUBELET_REQUEST_UNAPPROVED");
  expect(found?.next).toContain("kubectl certificate approve csr-dbshc");
});

test("a request that its signer failed on tells why", async () => {
  const failed = { type: "Failed", status: "True", reason: "SignerValidationFailure", message: "usages" };
  const conditions = [{ type: "Approved", status: "True" }, failed];
  expect(await explained(withStatus({ conditions }))).toMatchObject({
    code: "KUBELET_REQUEST_FAILED",
    why: "SignerValidationFailure: usages",
  });
});

test("a signed request, no request, and another node's are no reason", async () => {
  expect(await explained(withStatus({ certificate: "LS0t" }))).toBe(null);
  expect(await explained([])).toBe(null);
  expect(await explained(recorded, "w3")).toBe(null);
  const otherSigner = named("csr-dbshc").map((one) => ({
    ...one,
    spec: { ...Object(one["spec"]), signerName: "x/y" },
  }));
  expect(await explained(otherSigner)).toBe(null);
});
