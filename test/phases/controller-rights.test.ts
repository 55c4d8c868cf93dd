import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { timeoutsOf } from "../../src/config/defaults/timeouts.ts";
import { kubeClient } from "../../src/kube/client.ts";
import { clientSource } from "../../src/kube/client-source.ts";
import { rightsPhase } from "../../src/phases/controller-rights.ts";
import { dialView } from "../support/dial-view.ts";
import { FakeApiServer } from "../support/fake-api-server.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { applyOn } from "../support/run-plan.ts";

const binding = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRoleBinding",
  name: "system:kube-controller-manager",
};
const rights = { ...binding, metadata: { name: binding.name } };
const manifest = "/etc/kubernetes/manifests/kube-controller-manager.yaml";

let server: FakeApiServer;
const open = clientSource(async () => {
  const { cert, key } = server.clientPair("admin", ["system:masters"]);
  const at = { host: "127.0.0.1", port: server.port };
  const auth = { clientCert: cert, clientKey: key };
  return kubeClient({ view: dialView(), server: at, ca: server.authority.cert, auth });
});
const phase = () => [rightsPhase({ open, timeouts: timeoutsOf(undefined) })];

beforeEach(async () => {
  server = new FakeApiServer();
  await server.listen();
  server.objects.delete(binding, false);
});
afterEach(async () => {
  vi.restoreAllMocks();
  open.close();
  await server.stop();
});

describe("the controller manager", () => {
  it("is started when the API server has made its rights", async () => {
    let looks = 0;
    await applyOn(phase(), new MemoryHost("cp1"), undefined, async () => {
      looks += 1;
      if (looks === 3) server.objects.put(rights);
    });
    expect(looks).toBe(3);
  });

  it("is started after ten seconds by an API server that makes none", async () => {
    let moment = 0;
    vi.spyOn(performance, "now").mockImplementation(() => moment);
    await applyOn(phase(), new MemoryHost("cp1"), undefined, async () => {
      moment += 1_000;
    });
    expect(moment).toBe(11_000);
  });

  it("is not waited for where it is there already, whatever the API server does", async () => {
    await server.stop();
    const host = new MemoryHost("cp1");
    host.put(manifest, "kind: Pod\n");
    const { result } = await applyOn(phase(), host);
    expect(result.changed).toBe(0);
    await server.listen();
  });
});
