import type { FlagTable } from "./flag-table.ts";

/** The flags of `kubeadm reset` as typed, under their names. Those that are not given are not there. */
export interface ResetFlags {
  readonly config?: string;
  readonly "cert-dir"?: string;
  readonly "cleanup-tmp-dir"?: boolean;
  readonly "cri-socket"?: string;
  readonly "dry-run"?: boolean;
  readonly force?: boolean;
  readonly "ignore-preflight-errors"?: readonly string[];
  readonly kubeconfig?: string;
  readonly "skip-phases"?: readonly string[];
  readonly strict?: boolean;
}

const reset = (...path: readonly string[]) => ({ kind: "ResetConfiguration", path });

/** Where the values of reset's flags go. */
export const resetFlags = {
  "cert-dir": reset("certificatesDir"),
  "cleanup-tmp-dir": reset("cleanupTmpDir"),
  "cri-socket": reset("criSocket"),
  "dry-run": reset("dryRun"),
  force: reset("force"),
  "ignore-preflight-errors": reset("ignorePreflightErrors"),
  "skip-phases": reset("skipPhases"),
} as const satisfies FlagTable;
