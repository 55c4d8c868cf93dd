import { throwable } from "../engine/fail.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import { clock } from "../facts/clock.ts";
import type { HostView } from "../host/host.ts";
import { validityFrom } from "../pki/issue.ts";
import { lateClock } from "../preflight/checks/clock.ts";

/**
 * Refuses control planes by whose clocks what is signed now would not be valid yet: once such authorities lie on a machine, only
 * time or a reset helps, and a node with such a certificate is turned away. CLOCK_BEHIND for each, exit code 3. Changes nothing.
 */
export async function refuseLateClocks(hosts: readonly HostView[], now: Date): Promise<void> {
  const { notBefore } = validityFrom(now, 0);
  const errors = await Promise.all(
    hosts.map(async (host) => {
      const late = lateClock(await clock.read(host), notBefore);
      return late === null ? [] : [new KubewrightError("CLOCK_BEHIND", { ...late, node: host.name, exitCode })];
    }),
  );
  if (errors.flat().length > 0) throw throwable(errors.flat());
}

const exitCode = exitCodes.preflight;
