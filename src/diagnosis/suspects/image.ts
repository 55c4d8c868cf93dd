import { pullReason } from "../../facts/pull-reason.ts";
import { howToSeeKubelet, type Suspect } from "../cause.ts";
import { unquoted } from "../last-error.ts";

const isPull =
  /ErrImagePull|ImagePullBackOff|Failed to pull image|failed to pull (?:and unpack )?image|failed to get sandbox image/i;
const isUnreachable =
  /no such host|i\/o timeout|connection refused|network is unreachable|no route to host|deadline exceeded|TLS handshake|server misbehaving|x509:/i;
const isFinal =
  /not found|manifest unknown|NotFound|pull access denied|insufficient_scope|unauthorized|invalid reference/i;

const unnamed = "an image";

/** IMAGE_NOT_FOUND, IMAGE_UNREACHABLE: an image is not to be had, so its container never starts. */
export const imageMissing: Suspect = ({ kubeletJournal, runtimeJournal, subject: { imagesGiven = false } }) => {
  // A line with the reason says more than a back-off, which only repeats that there was one.
  const lines = [...runtimeJournal, ...kubeletJournal]
    .filter((text) => isPull.test(text))
    .map((text) => unquoted(unquoted(text)));
  const line = lines.findLast((text) => isUnreachable.test(text) || isFinal.test(text)) ?? lines.at(-1);
  if (line === undefined) return null;
  const image = /image(?:=| )\\*"?([\w][\w./:@-]*[/:@][\w./:@-]+)/.exec(line)?.[1] ?? unnamed;
  const isGone = !isUnreachable.test(line) && isFinal.test(line);
  return {
    code: isGone ? "IMAGE_NOT_FOUND" : "IMAGE_UNREACHABLE",
    what: isGone ? `The registry has no image ${image}, or does not give it.` : `The image ${image} cannot be pulled.`,
    why: pullReason(line).slice(0, 500),
    next: remedy(image, isGone, imagesGiven),
    isPermanent: isGone || imagesGiven,
  };
};

function remedy(image: string, isGone: boolean, imagesGiven: boolean): string {
  if (isGone)
    return "Correct imageRepository, imageTag or kubernetesVersion in your file, then run the same command again.";
  if (!imagesGiven)
    return `Check the machine's way to the registry, or name a mirror with imageRepository; see ${howToSeeKubelet}`;
  const pull = `crictl pull ${image === unnamed ? "IMAGE" : image}`;
  return `imagePullPolicy: Never says that the image is on this machine. Bring it there (${pull}), or take that line out of your file; then run the same command again. See ${howToSeeKubelet}`;
}
