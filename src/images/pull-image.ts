import type { CriClient } from "../cri/client.ts";
import { KubewrightError } from "../errors.ts";
import { plainText } from "../facts/plain-text.ts";
import { pullReason } from "../facts/pull-reason.ts";

/** kubeadm tries as often. */
const attempts = 5;

/** The registry itself cannot be reached: its other images do not come either. */
export function isUnreachable({ reason }: FailedPull): boolean {
  return /dial tcp|no such host|connection refused|i\/o timeout|no route to host|network is unreachable/i.test(reason);
}

/** Where an image comes from: "registry.k8s.io". */
export function registryOf(image: string): string {
  return image.split("/", 1)[0] ?? image;
}

/** Answers that another attempt does not change: no such image, no right to it. */
const permanent = /not found|unauthorized|denied|forbidden|invalid reference/i;

/** An image that could not be pulled, and the runtime's own words. */
export interface FailedPull {
  readonly image: string;
  readonly reason: string;
}

/** Pulls one image, up to five times; null when it is there. Attempts end early where the answer is final or the run is interrupted. */
export async function pullImage(client: CriClient, image: string, signal: AbortSignal): Promise<FailedPull | null> {
  let reason = "interrupted";
  for (let attempt = 0; attempt < attempts && !signal.aborted; attempt++) {
    try {
      await client.pull(image, { signal });
      return null;
    } catch (thrown) {
      reason = reasonOf(thrown);
      if (permanent.test(reason)) break;
    }
  }
  return { image, reason };
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof KubewrightError) return plainText(pullReason(thrown.why ?? thrown.what));
  return plainText(pullReason(thrown instanceof Error ? thrown.message : String(thrown)));
}
