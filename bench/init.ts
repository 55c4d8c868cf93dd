import { initCommand } from "../lab/cluster/tool-commands.ts";
import { type Algorithm, withFreshHosts } from "./bench-lab.ts";
import { printDuel, timed } from "./table.ts";

/** `bench -- init`: a first control plane on a fresh host, in turns, with RSA-2048 and with ECDSA-P256; then a second `init` on the same host. */
export async function benchInit(rounds: number): Promise<void> {
  for (const algorithm of ["RSA-2048", "ECDSA-P256"] as const) await initDuel(algorithm, rounds);
}

async function initDuel(algorithm: Algorithm, rounds: number): Promise<void> {
  const times = { kubewright: [] as number[], kubeadm: [] as number[] };
  const again: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const tool of ["kubewright", "kubeadm"] as const) {
      await withFreshHosts(["cp1"], algorithm, async (lab) => {
        const host = lab.host("cp1");
        times[tool].push(await timed(() => host.must(initCommand(tool))));
        if (tool === "kubewright") again.push(await timed(() => host.must(initCommand(tool))));
      });
    }
  }
  printDuel({ what: `init, ${algorithm}`, ours: times.kubewright, theirs: times.kubeadm, target: 0.8 });
  process.stdout.write(
    `  a second init, nothing to change: ${again.map((value) => `${(value / 1000).toFixed(2)} s`).join(" ")}\n\n`,
  );
}
