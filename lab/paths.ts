import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LabError } from "./lab-error.ts";

/** Where everything built is kept, shared by all checkouts. `KUBEWRIGHT_LAB_CACHE` names another place. */
export function cacheDirectory(): string {
  return process.env["KUBEWRIGHT_LAB_CACHE"] ?? "/var/cache/kubewright-lab";
}

/** Where running labs keep their disks, keys and records. `KUBEWRIGHT_LAB_STATE` names another place. */
export function stateDirectory(): string {
  return process.env["KUBEWRIGHT_LAB_STATE"] ?? "/var/lib/kubewright-lab";
}

/** The root of the checkout this code came from, also when it runs bundled out of node_modules/.cache. */
export function checkoutDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, "lab", "components"))) {
    const parent = dirname(directory);
    if (parent === directory) throw new LabError("The lab runs only from a checkout: lab/components was not found.");
    directory = parent;
  }
  return directory;
}

/** A path below lab/ in the checkout. */
export function labSource(...parts: readonly string[]): string {
  return join(checkoutDirectory(), "lab", ...parts);
}

/** The manifest of flannel that fits the lab's images: Pod network 10.244.0.0/16, vxlan. */
export function flannelManifestPath(): string {
  return labSource("flannel.yaml");
}
