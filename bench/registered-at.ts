import type { LabHost } from "../lab/host/lab-host.ts";
import { until } from "../lab/wait.ts";

/**
 * When the kubelet of a host that joined had its Node made, by its own words in the journal, in milliseconds since the epoch; waited for.
 * Nobody asks the API server, so nothing is disturbed while it is measured. Hosts share the machine's clock.
 */
export async function registeredAt(host: LabHost): Promise<number> {
  const journal = ["journalctl", "--unit=kubelet", "--output=short-unix", "--no-pager"];
  let at = Number.NaN;
  await until(`the kubelet of ${host.name} has registered`, async () => {
    at = Number(/^(\d+\.\d+) .*Successfully registered node/m.exec(await host.must(journal))?.[1]) * 1000;
    return !Number.isNaN(at);
  });
  return at;
}
