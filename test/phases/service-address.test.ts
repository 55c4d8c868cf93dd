import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { serviceAddressStep } from "../../src/phases/service-address.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { MemoryObjects } from "../support/memory-objects.ts";
import { applyOn, phaseOf, planOn } from "../support/run-plan.ts";

const dns = { namespace: "kube-system", name: "kube-dns", address: "10.96.0.10" };
const list = phaseOf(serviceAddressStep(dns));
const service: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: dns.name, namespace: dns.namespace },
};

/** What the API server's allocator stores for a Service. */
function held(parent: object = { resource: "services", namespace: dns.namespace, name: dns.name }): KubeObject {
  const labels = { "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io" };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "IPAddress",
    metadata: { name: dns.address, labels },
    spec: { parentRef: parent },
  };
}

/** An API server that holds these. */
async function serverWith(...objects: readonly KubeObject[]): Promise<MemoryObjects> {
  const server = new MemoryObjects();
  for (const object of objects) await server.write({ verb: "create", object });
  return server;
}

describe("an address that is held for a Service that was never made", () => {
  it("is freed, and a plan only says so", async () => {
    const server = await serverWith(held());
    expect((await planOn(list, new MemoryHost(), server)).result.changed).toBe(1);
    expect(server.get("IPAddress", dns.address)).not.toBeNull();
    await applyOn(list, new MemoryHost(), server);
    expect(server.get("IPAddress", dns.address)).toBeNull();
    expect((await applyOn(list, new MemoryHost(), server)).result.changed).toBe(0);
  });
});

describe("an address stays", () => {
  it.each([
    ["with the Service that has it", [held(), service]],
    ["with another Service", [held({ resource: "services", namespace: "default", name: "kube-dns" })]],
    [
      "with something that is no Service",
      [held({ group: "gateway.networking.k8s.io", resource: "gateways", name: "x" })],
    ],
    ["with whoever took it by hand", [{ ...held(), metadata: { name: dns.address } }]],
    ["where nobody holds it", []],
  ])("%s", async (_, objects: readonly KubeObject[]) => {
    const server = await serverWith(...objects);
    expect((await applyOn(list, new MemoryHost(), server)).result.changed).toBe(0);
    expect(server.get("IPAddress", dns.address) !== null).toBe(objects.length > 0);
  });
});
