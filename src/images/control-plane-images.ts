import type { InitIntent } from "../config/v1beta4.ts";
import type { Step } from "../engine/step.ts";
import { pullImagesStep } from "./pull-images.ts";
import { requiredImages } from "./required-images.ts";

/** The images of a control plane are on its machine, pulled as its node's registration says; `ImagePull` among the ignored checks makes a failure a warning. */
export function controlPlaneImagesStep({ init, cluster }: InitIntent): Step {
  const { nodeRegistration: registration } = init;
  const ignored = registration.ignorePreflightErrors.map((name) => name.toLowerCase());
  return pullImagesStep({
    images: requiredImages(cluster),
    policy: registration.imagePullPolicy,
    serial: registration.imagePullSerial,
    socket: registration.criSocket,
    tolerates: ignored.includes("imagepull") || ignored.includes("all"),
  });
}
