import { posix } from "node:path";

/** Where a file lies while it is written, on every kind of host. The same for every writing of a path, so that the next one clears away what a power cut left. The dot keeps it from the kubelet, which reads every other file among the manifests as a Pod. */
export function temporaryName(path: string): string {
  return posix.join(posix.dirname(path), `.${posix.basename(path)}.kubewright`);
}
