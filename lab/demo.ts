import { parseArgs } from "node:util";
import { clusterFileFor } from "./cluster-file.ts";
import { clusterPicture, demoLines, foundCluster, installNetwork } from "./demo-cluster.ts";
import { openLab } from "./lab.ts";

const say = (text: string) => process.stdout.write(text);

/** `npm run demo`: five hosts with systemd, one `kubewright apply` over SSH, flannel, and a look at the cluster, on one screen. */
async function demo(name: string): Promise<number> {
  const lab = openLab({ name, log: (line) => say(`==> ${line}\n`) });
  await lab.down();
  const hosts = await lab.up(["cp1", "cp2", "cp3", "w1", "w2"]);
  const file = await clusterFileFor(hosts);
  say(demoLines.apply);
  const begin = performance.now();
  const code = await foundCluster(file);
  if (code !== 0) return code;
  say(demoLines.network);
  const cp1 = lab.host("cp1");
  await installNetwork(cp1, hosts.length);
  const seconds = Math.round((performance.now() - begin) / 1000);
  say(await clusterPicture(cp1));
  say(demoLines.end(seconds, file, name));
  return 0;
}

const { values } = parseArgs({ options: { name: { type: "string", default: "demo" } } });
process.exitCode = await demo(values.name);
