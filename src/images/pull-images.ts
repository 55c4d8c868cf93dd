import { type CriClient, criClient } from "../cri/client.ts";
import type { CallChange } from "../engine/change.ts";
import type { Step } from "../engine/step.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { Host } from "../host/host.ts";
import { missingImages } from "./missing-images.ts";
import { type FailedPull, isUnreachable, pullImage, registryOf } from "./pull-image.ts";

/** Which images, and how. */
export interface PullRequest {
  readonly images: readonly string[];
  readonly policy: "Always" | "IfNotPresent" | "Never";
  /** One after another; false: side by side. */
  readonly serial: boolean;
  readonly socket: string;
  /** True when an image that cannot be pulled is only told (`--ignore-preflight-errors=ImagePull`). */
  readonly tolerates?: boolean;
}

/** Pulls what is missing (all, with policy Always). Fails with IMAGE_PULL_FAILED, exit code 3, and names every image that did not come. */
export function pullImagesStep(request: PullRequest): Step {
  return {
    id: "images",
    title: "Pull the images",
    once: request.policy === "Always" || request.tolerates === true,
    plan: async (context) => {
      if (request.policy === "Never") return [];
      const missing = missingImages(request.socket, request.images);
      const wanted = request.policy === "Always" ? request.images : await context.fact(missing);
      if (wanted.length === 0) return [];
      const change: CallChange = {
        kind: "call",
        title: `pull ${wanted.join(", ")}`,
        perform: async (host, signal) => {
          const failed = await pullAll(host, request, wanted, signal);
          if (failed.length === 0) return;
          if (request.tolerates !== true) throw pullError(failed);
          for (const { image, reason } of failed) context.note("warning", `[ImagePull] ${image}: ${reason}`);
        },
        makes: request.tolerates === true ? [] : [{ fact: missing, value: [] }],
      };
      return [change];
    },
  };
}

async function pullAll(
  host: Host,
  request: PullRequest,
  images: readonly string[],
  signal: AbortSignal,
): Promise<FailedPull[]> {
  const client = criClient({ view: host, socket: request.socket });
  try {
    if (!request.serial) {
      const all = await Promise.all(images.map((image) => pullImage(client, image, signal)));
      return all.filter((result) => result !== null);
    }
    return await pullSerially(client, images, signal);
  } finally {
    client.close();
  }
}

/** One after another. Where a registry could not be reached in all attempts, its further images are not tried. */
async function pullSerially(client: CriClient, images: readonly string[], signal: AbortSignal): Promise<FailedPull[]> {
  const failed: FailedPull[] = [];
  const deaf = new Map<string, string>();
  for (const image of images) {
    const reason = deaf.get(registryOf(image));
    const result = reason === undefined ? await pullImage(client, image, signal) : { image, reason };
    if (result === null) continue;
    failed.push(result);
    if (isUnreachable(result)) deaf.set(registryOf(image), result.reason);
  }
  return failed;
}

function pullError(failed: readonly FailedPull[]): KubewrightError {
  const count = failed.length === 1 ? "1 image" : `${failed.length} images`;
  return new KubewrightError("IMAGE_PULL_FAILED", {
    what: `${count} could not be pulled.`,
    why: [...new Set(failed.map(({ reason }) => reason))].map((reason) => describe(reason, failed)).join("\n"),
    next:
      "Check the names, the registry and the machine's way to it (crictl pull IMAGE tries one), or name a mirror: imageRepository. " +
      "To go on with what the runtime has: --ignore-preflight-errors=ImagePull",
    exitCode: exitCodes.preflight,
  });
}

/** The images that one reason kept away, and the reason. */
function describe(reason: string, failed: readonly FailedPull[]): string {
  const names = failed.filter((pull) => pull.reason === reason).map(({ image }) => `[ImagePull] ${image}`);
  return [...names, `  ${reason}`].join("\n");
}
