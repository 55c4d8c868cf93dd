import { posix } from "node:path";
import { Secret } from "../secret.ts";

/** Files that hold keys or tokens by their place: kubeadm's and kubelet's layout, and this tool's own state with tokens in it. */
const secretPaths: readonly RegExp[] = [
  /\.key$/,
  /^\/etc\/kubernetes\/(?:.*\/)?[^/]+\.conf$/,
  /^\/etc\/kubernetes\/(?:.*\/)?encryption[^/]*\.ya?ml$/,
  /^\/var\/lib\/kubelet\/pki\/.*\.pem$/,
  /^\/var\/lib\/kubewright\/founding\.json$/,
  /\.kubeconfig$/,
  /\/\.kube\/config$/,
  /^\/etc\/shadow-?$/,
];

/** True for a path whose content is never shown. */
export function isSecretPath(path: string): boolean {
  const normal = posix.normalize(path);
  return secretPaths.some((pattern) => pattern.test(normal));
}

/** The text as a Secret when its place or a private key in it makes it one. */
export function seenContent(path: string, text: string): string | Secret {
  return isSecretPath(path) || /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? new Secret(text) : text;
}
