import { readFileSync } from "node:fs";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { parseList } from "../../src/kube/api-answer.ts";
import type { KubeClient } from "../../src/kube/client.ts";

/** What a real API server answered when asked for the requests of two real kubelets (1.36.3): w1's denied one, then w1's and w2's, approved and not signed. */
export const recordedRequests = readFileSync(
  new URL("../fixtures/signing-requests/kubelets-1.36.3.json", import.meta.url),
  "utf8",
);

/** The objects of such an answer. */
export function requestsOf(body: string): readonly KubeObject[] {
  return parseList(body, { apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest" }).items;
}

/** A client that lists these and does nothing else. */
export function clientThatLists(objects: readonly KubeObject[]): KubeClient {
  const no = () => {
    throw new Error("nothing else is asked");
  };
  const rest = { get: no, watch: no, raw: no, create: no, apply: no, patch: no, replace: no, delete: no, close: no };
  return { ...rest, list: async () => objects } as unknown as KubeClient;
}
