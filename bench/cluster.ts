import { executablePath } from "../lab/cluster/product.ts";
import { initCommand, joinCommand } from "../lab/cluster/tool-commands.ts";
import { proxyReady } from "../lab/cluster/waits.ts";
import { clusterFileFor } from "../lab/cluster-file.ts";
import type { Lab } from "../lab/lab.ts";
import { must } from "../lab/run.ts";
import { withFreshHosts } from "./bench-lab.ts";
import { clusterIsUp } from "./cluster-is-up.ts";
import { printPhases } from "./phase-table.ts";
import { median, printDuel, seconds, timed } from "./table.ts";

const names = ["cp1", "cp2", "cp3", "w1", "w2", "w3"];

/**
 * `bench -- cluster`: three control planes and three workers from running hosts, images present, to all nodes registered and
 * all components healthy: one `apply`, and kubeadm's commands typed without a pause between them. RSA-2048 on both sides.
 */
export async function benchCluster(rounds: number): Promise<void> {
  const times = {
    apply: [] as number[],
    kubeadm: [] as number[],
    kubeadmAtOnce: [] as number[],
    again: [] as number[],
  };
  for (let round = 0; round < rounds; round += 1) {
    let events = "";
    await withFreshHosts(names, "RSA-2048", async (lab) => {
      const file = await clusterFileFor(
        names.map((name) => lab.host(name)),
        withThirdWorker,
      );
      const apply = [executablePath(), "apply", "-f", file, "--yes", "-o", "json"];
      times.apply.push(
        await timed(async () => {
          events = await must(apply, { timeoutMs: 600_000 });
          await clusterIsUp(lab, names);
        }),
      );
      // The cluster has then done what it does by itself after its founding.
      await proxyReady(lab.host("cp1"), names.length);
      for (let again = 0; again < 2; again += 1) times.again.push(await timed(() => appliedAgain(apply)));
    });
    printPhases(`where the time of apply went, round ${round + 1}`, events);
    times.kubeadm.push(await kubeadmTakes(oneAfterTheOther));
    times.kubeadmAtOnce.push(await kubeadmTakes(allAtOnce));
  }
  printDuel({
    what: "3 + 3; kubeadm: init --upload-certs, cp2 joins, cp3 joins, then the workers at once",
    ours: times.apply,
    theirs: times.kubeadm,
    target: 0.3,
  });
  printDuel({
    what: "3 + 3; kubeadm: init --upload-certs, then all joins at once",
    ours: times.apply,
    theirs: times.kubeadmAtOnce,
  });
  const again = times.again.map(seconds).join(" ");
  process.stdout.write(
    `  apply again, twice, when kube-proxy runs everywhere: nothing to change; median ${seconds(median(times.again))} of ${again} (asked: 3 s)\n\n`,
  );
}

async function appliedAgain(apply: readonly string[]): Promise<void> {
  const events = await must(apply, { timeoutMs: 600_000 });
  if (!events.includes('"changes":0')) throw new Error(`the second apply changed something:\n${events}`);
}

/** lab/cluster.yaml has two workers. */
function withThirdWorker(text: string): string {
  return text.replace(/^( +- \{ name: )w2(, role: worker, address: \S+\.)22( \})$/m, "$&\n$1w3$223$3");
}

function kubeadmTakes(joins: (lab: Lab) => Promise<unknown>): Promise<number> {
  return withFreshHosts(names, "RSA-2048", (lab) =>
    timed(async () => {
      await lab.host("cp1").must(initCommand("kubeadm"));
      await joins(lab);
      await clusterIsUp(lab, names);
    }),
  );
}

/** The order of kubeadm's guide to highly available clusters. */
async function oneAfterTheOther(lab: Lab): Promise<void> {
  await kubeadmJoins(lab, "cp2");
  await kubeadmJoins(lab, "cp3");
  await Promise.all(["w1", "w2", "w3"].map((name) => kubeadmJoins(lab, name)));
}

function allAtOnce(lab: Lab): Promise<unknown> {
  return Promise.all(names.slice(1).map((name) => kubeadmJoins(lab, name)));
}

function kubeadmJoins(lab: Lab, name: string): Promise<string> {
  const role = name.startsWith("cp") ? "control-plane" : "worker";
  return lab.host(name).must(joinCommand("kubeadm", lab.host("cp1").address, role), { timeoutMs: 600_000 });
}
