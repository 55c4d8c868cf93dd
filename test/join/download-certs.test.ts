import { expect, test } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import { downloadCertsPhase } from "../../src/join/download-certs.ts";
import type { JoinedCluster } from "../../src/join/joined-cluster.ts";
import { joinOf } from "../preflight/intents.ts";
import { clusterOf } from "../support/cluster-of.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { planOn } from "../support/run-plan.ts";

/** The phase of a control plane's join with a certificate key, where the API server answers so when it is asked for the Secret. */
function fetched(get: () => Promise<null>) {
  const join = joinOf(true);
  const withKey = { ...join, controlPlane: { ...join.controlPlane, certificateKey: "0".repeat(64) } } as typeof join;
  const joined = { cluster: clusterOf(), client: { get } } as unknown as JoinedCluster;
  return planOn([downloadCertsPhase(withKey, joined)], new MemoryHost("cp2"));
}

/** As the API server answers a bootstrap token where nobody uploaded certificates: the role that lets it read them is not there either. */
async function forbidden(): Promise<null> {
  throw new KubewrightError("KUBE_FORBIDDEN", { what: "403", next: "Use an administrator's kubeconfig" });
}

test.each([
  ["gone", async () => null],
  ["not for who joins to read", forbidden],
])("uploaded certificates that are %s are to be uploaded again, on a control plane", async (_, get) => {
  await expect(fetched(get)).rejects.toMatchObject({
    code: "UPLOADED_CERTIFICATES_GONE",
    next: expect.stringContaining("kubewright init phase upload-certs --upload-certs"),
  });
});

test("another failure of the API server stays what it is", async () => {
  const silent = async () => {
    throw new KubewrightError("KUBE_TIMEOUT", { what: "silent", next: "wait" });
  };
  await expect(fetched(silent)).rejects.toMatchObject({ code: "KUBE_TIMEOUT" });
});
