import { clusterFileFor } from "./cluster-file.ts";
import { clusterPicture, foundCluster, installNetwork } from "./demo-cluster.ts";
import { openLab } from "./lab.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

/** `npm run demo`: five hosts with systemd, one `kubewright apply` over SSH, flannel, and a look at the cluster, on one screen. */
async function demo(): Promise<number> {
  const lab = openLab({ name: "demo", log: (line) => say(`==> ${line}`) });
  await lab.down();
  const hosts = await lab.up(["cp1", "cp2", "cp3", "w1", "w2"]);
  const file = await clusterFileFor(hosts);
  say("$ kubewright apply -f cluster.yaml");
  const begin = performance.now();
  const code = await foundCluster(file);
  if (code !== 0) return code;
  say("cp1# kubectl apply -f flannel.yaml && kubectl get nodes");
  const cp1 = lab.host("cp1");
  await installNetwork(cp1, hosts.length);
  const seconds = Math.round((performance.now() - begin) / 1000);
  process.stdout.write(await clusterPicture(cp1));
  say(`Ready ${seconds} s after apply began. Again, and nothing changes: dist/kubewright apply -f ${file}`);
  say("Look in: npm run lab -- ssh cp1 --name demo   Take it away: npm run lab -- down --name demo");
  return 0;
}

process.exitCode = await demo();
