import { configurationFile } from "../lab/cluster/equip.ts";
import type { LabHost } from "../lab/host/lab-host.ts";
import { type Algorithm, withFreshHosts } from "./bench-lab.ts";
import { median, printDuel, seconds } from "./table.ts";

const tools = ["kubewright", "kubeadm"] as const;
type Tool = (typeof tools)[number];

/** Milliseconds of one round, each command timed by the host's own shell. */
interface Round {
  /** `version`: what the tool costs before it has done anything. */
  readonly start: number;
  /** `kubewright --version`, which is answered before the program is read: what Node costs by itself. */
  readonly bare: number;
  readonly certs: number;
  readonly kubeconfigs: number;
}

/** Commands of a tenth of a second need more turns than an `init` for a median that stays. */
const turnsInRound = 4;

/**
 * `bench -- certs`: all certificates and kubeconfigs, four times a round: the whole commands; what two starts of Node alone are beside
 * them; what is left without each tool's own start; for ours also the phases by their events.
 */
export async function benchCerts(rounds: number): Promise<void> {
  for (const algorithm of ["ECDSA-P256", "RSA-2048"] as const) await certsDuel(algorithm, rounds * turnsInRound);
}

async function certsDuel(algorithm: Algorithm, turns: number): Promise<void> {
  const times: Readonly<Record<Tool, Round[]>> = { kubewright: [], kubeadm: [] };
  const phasesAlone: number[] = [];
  await withFreshHosts(["cp1"], algorithm, async (lab) => {
    const host = lab.host("cp1");
    for (let turn = 0; turn < turns; turn += 1) {
      for (const tool of tools) times[tool].push(await oneRound(host, tool));
      phasesAlone.push(await ourPhases(host));
    }
  });
  print(algorithm, times, phasesAlone);
}

const clean = "rm -rf /etc/kubernetes/pki /etc/kubernetes/*.conf /var/lib/kubewright";
const phases = ["certs", "kubeconfig"] as const;
const phaseCommand = (tool: Tool, phase: string) => `${tool} init phase ${phase} all --config ${configurationFile}`;

async function oneRound(host: LabHost, tool: Tool): Promise<Round> {
  const starts = [`${tool} version`, "kubewright --version"];
  const commands = [...starts, ...phases.map((phase) => phaseCommand(tool, phase))];
  const timed = commands.map(
    (command) => `a=$EPOCHREALTIME; ${command} >/dev/null; b=$EPOCHREALTIME; echo $((\${b/./} - \${a/./}))`,
  );
  const printed = await host.must(["set -e", clean, ...timed].join("\n"));
  const [start = Number.NaN, bare = Number.NaN, certs = Number.NaN, kubeconfigs = Number.NaN] = printed
    .split("\n")
    .map((text) => Number(text) / 1000);
  return { start, bare, certs, kubeconfigs };
}

/** Milliseconds from the first phase's start to the last one's end, by the events of both runs. */
async function ourPhases(host: LabHost): Promise<number> {
  await host.must(clean);
  let sum = 0;
  for (const phase of phases) sum += spanOf(await host.must(`${phaseCommand("kubewright", phase)} -o json`));
  return sum;
}

function spanOf(output: string): number {
  const times = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): { readonly type?: string; readonly time?: string } => JSON.parse(line))
    .filter(({ type }) => type === "phase-started" || type === "phase-ended")
    .map(({ time }) => Date.parse(time ?? ""));
  return Math.max(...times) - Math.min(...times);
}

function print(
  algorithm: Algorithm,
  times: Readonly<Record<Tool, readonly Round[]>>,
  phasesAlone: readonly number[],
): void {
  const duel = (what: string, of: (round: Round) => number, target?: number) =>
    printDuel({
      what,
      ours: times.kubewright.map(of),
      theirs: times.kubeadm.map(of),
      ...(target === undefined ? {} : { target }),
    });
  const whole = ({ certs, kubeconfigs }: Round) => certs + kubeconfigs;
  duel(
    `certificates and kubeconfigs, ${algorithm}: \`init phase certs all\` and \`init phase kubeconfig all\`, both commands whole`,
    whole,
    algorithm === "ECDSA-P256" ? 0.5 : undefined,
  );
  printDuel({
    what: "  the least it could be: two starts of Node that do nothing (`kubewright --version`), beside kubeadm's whole commands",
    ours: times.kubewright.map(({ bare }) => 2 * bare),
    theirs: times.kubeadm.map(whole),
  });
  duel("  of that, two starts of the tool (its own `version` in the same round)", ({ start }) => 2 * start);
  duel(
    "  and what is left: the phases; ours syncs every file to the disk, kubeadm none",
    (round) => whole(round) - 2 * round.start,
  );
  const each = phasesAlone.map((value) => `${value.toFixed(0)} ms`).join(" ");
  process.stdout.write(`  our phases by their own events: ${each}   median ${seconds(median(phasesAlone))}\n\n`);
}
