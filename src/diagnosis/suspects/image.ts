import { pullReason } from "../../facts/pull-reason.ts";
import { howToSeeKubelet, type Suspect } from "../cause.ts";
import { unquoted } from "../last-error.ts";

const isPull =
  /ErrImagePull|ImagePullBackOff|Failed to pull image|failed to pull (?:and unpack )?image|failed to get sandbox image/i;
const isUnreachable =
  /no such host|i\/o timeout|connection refused|network is unreachable|no route to host|deadline exceeded|TLS handshake|server misbehaving|x509:/i;
const isFinal =
  /not found|manifest unknown|NotFound|pull access denied|insufficient_scope|unauthorized|invalid reference/i;

/** IMAGE_NOT_FOUND, IMAGE_UNREACHABLE: an image is not to be had, so its container never starts. */
export const imageMissing: Suspect = ({ kubeletJournal, runtimeJournal }) => {
  // A line with the reason says more than a back-off, which only repeats that there was one.
  const lines = [...runtimeJournal, ...kubeletJournal]
    .filter((text) => isPull.test(text))
    .map((text) => unquoted(unquoted(text)));
  const line = lines.findLast((text) => isUnreachable.test(text) || isFinal.test(text)) ?? lines.at(-1);
  if (line === undefined) return null;
  const image = /image(?:=| )\\*"?([\w][\w./:@-]*[/:@][\w./:@-]+)/.exec(line)?.[1] ?? "an image";
  const isGone = !isUnreachable.test(line) && isFinal.test(line);
  return {
    code: isGone ? "IMAGE_NOT_FOUND" : "IMAGE_UNREACHABLE",
    what: isGone ? `The registry has no image ${image}, or does not give it.` : `The image ${image} cannot be pulled.`,
    why: pullReason(line).slice(0, 500),
    next: isGone
      ? "Correct imageRepository, imageTag or kubernetesVersion in your file, then run the same command again."
      : `Check the machine's way to the registry, or name a mirror with imageRepository; see ${howToSeeKubelet}`,
    isPermanent: isGone,
  };
};
