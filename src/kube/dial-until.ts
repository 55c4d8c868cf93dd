import type { Duplex } from "node:stream";
import type { HostView, StreamTarget } from "../host/host.ts";
import { NotConnected } from "./transport-failure.ts";

/** A byte stream from the machine, unless the signal comes first (NotConnected); a stream that comes too late is closed. */
export function dialUntil(view: HostView, target: StreamTarget, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new NotConnected("timeout", "no connection in time"));
    if (signal.aborted) return late();
    signal.addEventListener("abort", late, { once: true });
    view.dial(target).then(
      (stream) => {
        signal.removeEventListener("abort", late);
        if (signal.aborted) stream.destroy();
        else resolve(stream);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", late);
        reject(error);
      },
    );
  });
}
