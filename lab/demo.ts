import { fileURLToPath } from "node:url";
import { bringKubewright, clusterPicture, installNetwork, typeOn } from "./demo-cluster.ts";
import { openLab } from "./lab.ts";

/** `npm run demo`: one host with systemd, `kubewright init` typed on it, flannel, and a look at the cluster. */
async function demo(): Promise<number> {
  const lab = openLab({ name: "demo", log: (line) => process.stdout.write(`==> ${line}\n`) });
  await lab.down();
  const [host] = await lab.up(["cp1"]);
  if (host === undefined) throw new Error("the lab gave no host");
  const path = (name: string) => fileURLToPath(new URL(name, `file://${process.cwd()}/`));
  await bringKubewright(host, path("dist/kubewright"), path("lab/init.yaml"));
  process.stdout.write("\ncp1# kubewright init --config kubeadm.yaml\n");
  const code = await typeOn(host, "kubewright init --config /root/kubeadm.yaml");
  if (code !== 0) return code;
  process.stdout.write("\ncp1# kubectl apply -f flannel.yaml\n");
  await installNetwork(host);
  process.stdout.write(`cp1# kubectl get nodes,pods\n${await clusterPicture(host)}`);
  process.stdout.write(
    "\nLook around:    npm run lab -- ssh cp1 --name demo\nTake it away:   npm run lab -- down --name demo\n",
  );
  return 0;
}

process.exitCode = await demo();
