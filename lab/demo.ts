import { configuration } from "./cluster/configuration.ts";
import { equip } from "./cluster/equip.ts";
import { clusterPicture, installNetwork, typeOn } from "./demo-cluster.ts";
import { openLab } from "./lab.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

/** `npm run demo`: one host with systemd, `kubewright init` typed on it, flannel, and a look at the cluster, on one screen. */
async function demo(): Promise<number> {
  const lab = openLab({ name: "demo", log: (line) => say(`==> ${line}`) });
  await lab.down();
  const [host] = await lab.up(["cp1"]);
  if (host === undefined) throw new Error("the lab gave no host");
  await equip([host], await configuration());
  say("cp1# kubewright init --config kubeadm.yaml");
  const begin = performance.now();
  // The last words of init are for those who type it; here the next steps follow by themselves.
  const code = await typeOn(host, "kubewright init --config /root/kubeadm.yaml --skip-phases show-join-command");
  if (code !== 0) return code;
  say("cp1# kubectl apply -f flannel.yaml");
  await installNetwork(host);
  const seconds = Math.round((performance.now() - begin) / 1000);
  process.stdout.write(await clusterPicture(host));
  say(`Ready ${seconds} s after init began. Look around: npm run lab -- ssh cp1 --name demo`);
  say("Take it away: npm run lab -- down --name demo");
  return 0;
}

process.exitCode = await demo();
