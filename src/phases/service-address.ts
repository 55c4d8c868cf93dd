import type { ObjectChange } from "../engine/change.ts";
import type { KubeObject, ObjectRef } from "../engine/object-store.ts";
import type { Step } from "../engine/step.ts";
import { liveObject } from "../steps/live-object.ts";
import { step } from "../steps/step.ts";

/** A Service of ours and the address it is to have. */
export interface ServiceAddress {
  readonly namespace: string;
  readonly name: string;
  readonly address: string;
}

/**
 * The address is not held for a Service that was never made. An API server first stores an IPAddress and then the Service: when it
 * dies between the two, it refuses to make the Service (422, "provided IP is already allocated") until its own repair, a minute
 * later or more. Only an IPAddress that the allocator made for this very Service is taken away.
 */
export function serviceAddressStep(service: ServiceAddress): Step {
  return step("service-address", `The address of Service ${service.name} is free`, async (context) => {
    const ref: ObjectRef = { apiVersion: "networking.k8s.io/v1", kind: "IPAddress", name: service.address };
    const held = await liveObject(ref, context);
    if (held === null || held === "unknown" || !isFor(held, service)) return [];
    const { namespace, name } = service;
    // Asked after the address: a Service that is there by now is the one that has it.
    const owner = await liveObject({ apiVersion: "v1", kind: "Service", namespace, name }, context);
    if (owner !== null) return [];
    const change: ObjectChange = { kind: "object", write: { verb: "delete", ref }, before: held, after: null };
    return [change];
  });
}

/** Who made it is on its label: "ipallocator.k8s.io" is the API server's own allocator. */
function isFor(held: KubeObject, { namespace, name }: ServiceAddress): boolean {
  const spec = held["spec"] as { readonly parentRef?: Readonly<Record<string, unknown>> } | undefined;
  const parent = spec?.parentRef;
  const labels = held.metadata["labels"] as Readonly<Record<string, unknown>> | undefined;
  return (
    labels?.["ipaddress.kubernetes.io/managed-by"] === "ipallocator.k8s.io" &&
    (parent?.["group"] ?? "") === "" &&
    parent?.["resource"] === "services" &&
    parent["namespace"] === namespace &&
    parent["name"] === name
  );
}
