import {
  bootstrapKubeletConf,
  clusterRecord,
  kubeletConf,
  kubeletConfigFile,
  manifestsDir,
} from "../../constants/paths.ts";
import { readText } from "../../facts/text-file.ts";
import { type Check, type CheckContext, error, type Finding } from "../check.ts";
import { earlierRun } from "../earlier-run.ts";

/** What an earlier run of this program made of a machine; null when nothing, or nothing that tells. */
type Role = "worker" | "joined control plane" | "control plane of apply" | "control plane";

const apiServer = `${manifestsDir}/kube-apiserver.yaml`;
const etcd = `${manifestsDir}/etcd.yaml`;

/** NodeRole: `init` founds a cluster on a machine that is no node of another one. Ours. */
export function mayFound(certificatesDir: string): Check {
  return {
    name: "NodeRole",
    look: async (context) => {
      const role = await roleOf(context, certificatesDir);
      const next = "If it is to leave that cluster and found one of its own: kubewright reset. Then run init again.";
      if (role === "worker") return [belongs("a worker", "init would mix the two clusters' files.", next)];
      if (role === "joined control plane") {
        return [belongs("a control plane", "init would start its etcd anew, apart from the other members.", next)];
      }
      if (role !== "control plane of apply") return [];
      const instead =
        "Run the apply that made it again, from the same file. For a cluster of its own: kubewright reset.";
      return [belongs("a control plane", "apply made it one, and knows the other nodes; init does not.", instead)];
    },
  };
}

/** NodeRole: a machine joins as what it is, where it is a node already. Ours. */
export function mayJoinAs(role: "worker" | "control plane", certificatesDir: string): Check {
  return {
    name: "NodeRole",
    look: async (context) => {
      const found = await roleOf(context, certificatesDir);
      if (found === null || (found === "worker") === (role === "worker")) return [];
      const next = `To make it a ${role}: kubewright reset, then run join again.`;
      if (role === "control plane") return [belongs("a worker", "A worker is not made a control plane.", next)];
      const resume = "If it is to stay one and its join was interrupted, run that again, with --control-plane.";
      return [
        belongs("a control plane", "Its etcd and API server would run on beneath a worker.", `${next} ${resume}`),
      ];
    },
  };
}

function belongs(as: string, why: string, next: string): Finding {
  return error(`This machine is ${as} of a cluster already: an earlier run made it one.`, why, next);
}

/**
 * A worker has what its kubelet goes by and ca.crt, but never ca.key. A control plane that joined has a manifest of etcd that says
 * so: etcd's first member is started without that word. What others put here is for other checks to tell.
 */
async function roleOf({ host, fact }: CheckContext, certificatesDir: string): Promise<Role | null> {
  const [authority, authorityKey] = [`${certificatesDir}/ca.crt`, `${certificatesDir}/ca.key`];
  const asked = [kubeletConf, bootstrapKubeletConf, apiServer, authority, authorityKey, clusterRecord];
  const [found, { paths }, etcdPod] = await Promise.all([host.read(asked), fact(earlierRun), readText(host, etcd)]);
  const isOurs = (path: string) => found.has(path) && paths.has(path);
  // kubeadm's reset takes the cluster and leaves the record.
  const isAlive = [apiServer, kubeletConf, authorityKey].some((path) => found.has(path));
  if (found.has(clusterRecord) && isAlive) return "control plane of apply";
  if (paths.has(etcd) && etcdPod?.includes("--initial-cluster-state=existing") === true) return "joined control plane";
  if (isOurs(apiServer)) return "control plane";
  const hasKubelet = isOurs(bootstrapKubeletConf) || (found.has(kubeletConf) && paths.has(kubeletConfigFile));
  return hasKubelet && found.has(authority) && !found.has(authorityKey) ? "worker" : null;
}
