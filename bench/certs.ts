import { configurationFile } from "../lab/cluster/equip.ts";
import { type Algorithm, withFreshHosts } from "./bench-lab.ts";
import { printDuel, timed } from "./table.ts";

/** `bench -- certs`: all certificates and kubeconfigs, as whole commands and, for ours, as the phases alone (the rest is the program's start and a look at the machine). */
export async function benchCerts(rounds: number): Promise<void> {
  for (const algorithm of ["ECDSA-P256", "RSA-2048"] as const) await certsDuel(algorithm, rounds);
}

async function certsDuel(algorithm: Algorithm, rounds: number): Promise<void> {
  const times = { kubewright: [] as number[], kubeadm: [] as number[] };
  const phasesAlone: number[] = [];
  await withFreshHosts(["cp1"], algorithm, async (lab) => {
    const host = lab.host("cp1");
    for (let round = 0; round < rounds; round += 1) {
      for (const tool of ["kubewright", "kubeadm"] as const) {
        await host.must("rm -rf /etc/kubernetes/pki /etc/kubernetes/*.conf /var/lib/kubewright");
        const both = `${tool} init phase certs all --config ${configurationFile} && ${tool} init phase kubeconfig all --config ${configurationFile}`;
        times[tool].push(await timed(() => host.must(both)));
      }
      await host.must("rm -rf /etc/kubernetes/pki /etc/kubernetes/*.conf /var/lib/kubewright");
      const json = ["certs", "kubeconfig"].map(
        (phase) => `kubewright init phase ${phase} all --config ${configurationFile} -o json`,
      );
      phasesAlone.push(spanOf(await host.must(json[0] ?? "")) + spanOf(await host.must(json[1] ?? "")));
    }
  });
  const target = algorithm === "ECDSA-P256" ? 0.5 : undefined;
  printDuel({
    what: `certificates and kubeconfigs, whole commands, ${algorithm}`,
    ours: times.kubewright,
    theirs: times.kubeadm,
    ...(target === undefined ? {} : { target }),
  });
  process.stdout.write(`  our phases alone: ${phasesAlone.map((value) => `${value.toFixed(0)} ms`).join(" ")}\n\n`);
}

/** Milliseconds from the first phase's start to the last one's end, by the run's own events. */
function spanOf(output: string): number {
  const times = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): { readonly type?: string; readonly time?: string } => JSON.parse(line))
    .filter(({ type }) => type === "phase-started" || type === "phase-ended")
    .map(({ time }) => Date.parse(time ?? ""));
  return Math.max(...times) - Math.min(...times);
}
