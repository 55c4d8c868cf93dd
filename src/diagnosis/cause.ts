import type { ErrorParts } from "../errors.ts";
import type { Evidence } from "./evidence.ts";

/** The likely reason why a node does not come up. */
export interface Cause extends ErrorParts {
  /** Permanent, UPPER_SNAKE. */
  readonly code: string;
  /** True when waiting cannot help: nothing on the machine will change it by itself. */
  readonly isPermanent: boolean;
}

/** One reason that is looked for. Null when the evidence does not speak for it. */
export type Suspect = (evidence: Evidence) => Cause | null;

/** Where a reader sees more of a component's words. */
export function howToSeeLog(component: string): string {
  return `tail -n 50 /var/log/pods/kube-system_${component}-*/*/*.log`;
}

/** Where a reader sees more of the kubelet's words. */
export const howToSeeKubelet = "journalctl -u kubelet -n 50 --no-pager";
