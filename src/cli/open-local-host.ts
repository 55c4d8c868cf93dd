import type { Host } from "../host/host.ts";
import { localHost } from "../host/local.ts";

/** The machine this process runs on. */
export async function openLocalHost(): Promise<Host> {
  return localHost();
}
