import { kubectl } from "../lab/cluster/kubectl.ts";
import type { Lab } from "../lab/lab.ts";
import { until } from "../lab/wait.ts";

/** Waits until all hosts are Nodes, and each control plane's API server, controller manager and scheduler say that they are well. */
export async function clusterIsUp(lab: Lab, names: readonly string[]): Promise<void> {
  const planes = names.filter((name) => name.startsWith("cp")).map((name) => lab.host(name));
  const registered = until("all nodes are registered", async () => {
    const found = (await kubectl(lab.host("cp1"), ["get", "nodes", "-o=name"])).trim().split("\n");
    return found.length === names.length;
  });
  const healthy = planes.map((host) => {
    const urls = [
      `https://${host.address}:6443/readyz`,
      "https://127.0.0.1:10257/healthz",
      "https://127.0.0.1:10259/healthz",
    ];
    return until(`the components of ${host.name} are healthy`, async () => {
      const answers = await Promise.all(
        urls.map((url) => host.must(["curl", "--silent", "--insecure", "--fail", url])),
      );
      return answers.every((answer) => answer === "ok");
    });
  });
  await Promise.all([registered, ...healthy]);
}
