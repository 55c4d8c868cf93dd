import * as z from "zod";
import { flag, text, texts, typeMeta } from "./field.ts";
import { ignorePreflightErrors, skipPhases, timeouts } from "./shared.ts";

/** kubeadm.k8s.io/v1beta4 ResetConfiguration. */
export const resetConfiguration = z
  .object({
    ...typeMeta,
    cleanupTmpDir: flag("Take away /etc/kubernetes/tmp too."),
    certificatesDir: text(
      "Where the certificates are that go too. Unless set, where the API server's manifest has them, else /etc/kubernetes/pki.",
    ),
    criSocket: text("Socket of the container runtime. Unset: the one that answers."),
    dryRun: flag("Show what would be done and do nothing."),
    force: flag("Do not ask."),
    ignorePreflightErrors,
    skipPhases,
    unmountFlags: texts("How to unmount: MNT_FORCE, MNT_DETACH, MNT_EXPIRE, UMOUNT_NOFOLLOW."),
    timeouts,
  })
  .describe("How a node is cleaned.");

export type RawReset = z.infer<typeof resetConfiguration>;
