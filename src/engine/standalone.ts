import type { HostView } from "../host/host.ts";
import { Facts } from "./facts.ts";
import { noObjects } from "./no-objects.ts";
import type { ObjectView } from "./object-store.ts";
import type { StepContext } from "./step.ts";

/** What a step sees, outside a run: for a look at a machine that no list of phases is walked for. Notes go nowhere unless `note` takes them. */
export function contextFor(
  host: HostView,
  objects: ObjectView = noObjects("an API server is named"),
  signal: AbortSignal = new AbortController().signal,
  note: StepContext["note"] = () => {},
): StepContext {
  const facts = new Facts(host);
  return { host, objects, fact: (fact) => facts.ask(fact), note, signal };
}
