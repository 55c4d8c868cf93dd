import { join } from "node:path";
import { checkoutDirectory } from "../paths.ts";
import { must } from "../run.ts";

/** Where `npm run build` leaves the single executable, which runs on hosts without Node. */
export function executablePath(): string {
  return join(checkoutDirectory(), "dist", "kubewright");
}

/** Where `npm run build` leaves the bundle, which this machine's Node runs. */
export function bundlePath(): string {
  return join(checkoutDirectory(), "dist", "kubewright.cjs");
}

/** Builds both anew when the sources have changed. */
export async function buildProduct(): Promise<void> {
  await must([process.execPath, join(checkoutDirectory(), "scripts", "build.mjs")], { timeoutMs: 300_000 });
}
