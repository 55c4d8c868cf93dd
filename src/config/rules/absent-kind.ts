import { kubeadmApiVersion, ownApiVersion } from "../../constants/versions.ts";
import type { Finding } from "../problem.ts";

/** A file without the document that a command reads. Code CONFIG_KIND_ABSENT. */
export function absentKind(kind: string): Finding {
  return {
    code: "CONFIG_KIND_ABSENT",
    path: [],
    what: `there is no ${kind}`,
    next: `Add a document with apiVersion: ${kind === "Cluster" ? ownApiVersion : kubeadmApiVersion} and kind: ${kind}.`,
  };
}
