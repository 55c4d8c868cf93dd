import { defaultCertificatesDir } from "../../constants/paths.ts";
import { plainPath } from "../plain-path.ts";
import type { RawReset } from "../schema/reset-configuration.ts";
import type { ResetConfiguration } from "../v1beta4.ts";
import { withScheme } from "./node-registration.ts";
import { timeoutsOf } from "./timeouts.ts";

/** A ResetConfiguration with kubeadm's defaults; `certificatesDir` is where the machine's control plane has its certificates. */
export function resetOf(
  raw: RawReset,
  criSocket: string,
  certificatesDir: string = defaultCertificatesDir,
): ResetConfiguration {
  return {
    cleanupTmpDir: raw.cleanupTmpDir ?? false,
    certificatesDir: plainPath(raw.certificatesDir || certificatesDir),
    criSocket: raw.criSocket ? withScheme(raw.criSocket) : criSocket,
    dryRun: raw.dryRun ?? false,
    force: raw.force ?? false,
    ignorePreflightErrors: raw.ignorePreflightErrors ?? [],
    skipPhases: raw.skipPhases ?? [],
    unmountFlags: raw.unmountFlags ?? [],
    timeouts: timeoutsOf(raw.timeouts),
  };
}
