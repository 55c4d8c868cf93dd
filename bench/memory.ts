import { initCommand } from "../lab/cluster/tool-commands.ts";
import { withFreshHosts } from "./bench-lab.ts";

/** `bench -- memory`: the peak resident memory of `init`, from the kernel's own account (VmHWM, read until the process ends). */
export async function benchMemory(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await withFreshHosts(["cp1"], "RSA-2048", async (lab) => {
      const script = `${initCommand("kubewright").join(" ")} >/dev/null & pid=$!
        while value=$(awk '/VmHWM/ {print $2}' /proc/$pid/status 2>/dev/null) && [ -n "$value" ]; do peak=$value; done
        wait $pid; echo $peak`;
      const peak = Number((await lab.host("cp1").must(script)).trim());
      process.stdout.write(`peak memory of init: ${(peak / 1024).toFixed(0)} MiB   (target: 150)\n`);
    });
  }
}
