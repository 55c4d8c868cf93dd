import type { HostView } from "../host/host.ts";
import type { KubeClient } from "./client.ts";

/** A client for a machine; rejects while there can be none. */
export type ClientSource = (view: HostView) => Promise<KubeClient>;

/** The same client for the same machine each time, from the first that could be made. `close` ends them all. */
export function clientSource(make: ClientSource): ClientSource & { close(): void } {
  const clients = new Map<HostView, Promise<KubeClient>>();
  const source: ClientSource = (view) => {
    const known = clients.get(view);
    if (known !== undefined) return known;
    const made = make(view);
    clients.set(view, made);
    made.catch(() => clients.delete(view));
    return made;
  };
  const close = () => {
    for (const client of clients.values()) void client.then((open) => open.close()).catch(() => undefined);
    clients.clear();
  };
  return Object.assign(source, { close });
}
