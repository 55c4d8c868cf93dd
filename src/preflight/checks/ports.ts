import { kubeletConfigFile, manifestsDir } from "../../constants/paths.ts";
import { ports } from "../../constants/ports.ts";
import { type ListeningSocket, listeningEndpoints, listeningSockets } from "../../facts/listening-sockets.ts";
import { type Check, error } from "../check.ts";
import { type EarlierRun, earlierRun } from "../earlier-run.ts";

/** The process that is to hold a port, and the file that makes it this program's own. */
interface Holder {
  /** As the kernel cuts it: 15 characters. */
  readonly process: string;
  readonly file: string;
}

const holders: ReadonlyMap<number, Holder> = new Map([
  [ports.controllerManager, { process: "kube-controller", file: `${manifestsDir}/kube-controller-manager.yaml` }],
  [ports.scheduler, { process: "kube-scheduler", file: `${manifestsDir}/kube-scheduler.yaml` }],
  [ports.etcdClient, { process: "etcd", file: `${manifestsDir}/etcd.yaml` }],
  [ports.etcdPeer, { process: "etcd", file: `${manifestsDir}/etcd.yaml` }],
  [ports.kubelet, { process: "kubelet", file: kubeletConfigFile }],
]);
const apiServer: Holder = { process: "kube-apiserver", file: `${manifestsDir}/kube-apiserver.yaml` };

/** Port-N: nobody listens at the port on any address but the component that an earlier run of this program started there. */
export function portFree(port: number): Check {
  const holder = holders.get(port) ?? apiServer;
  return {
    name: `Port-${port}`,
    look: async ({ fact }) => {
      if (!(await fact(listeningEndpoints)).some((endpoint) => endpoint.port === port)) return [];
      const [sockets, earlier] = await Promise.all([fact(listeningSockets), fact(earlierRun)]);
      const foreign = sockets.filter((socket) => socket.port === port && !isOurs(socket, holder, earlier));
      const [first] = foreign;
      if (first === undefined) return [];
      return [
        error(
          `Port ${port} is in use${by(first)}.`,
          `The new node's ${holder.process === "kube-controller" ? "kube-controller-manager" : holder.process} is to listen there.`,
          first.process === null ? `ss -ltnp 'sport = :${port}'` : `Stop it: ${howToStop(first.process)}`,
        ),
      ];
    },
  };
}

/** A process that cannot be seen is believed to be the one that the file makes the kubelet start. */
function isOurs(socket: ListeningSocket, holder: Holder, earlier: EarlierRun): boolean {
  return earlier.paths.has(holder.file) && (socket.process === null || socket.process.name === holder.process);
}

function by({ process, address }: ListeningSocket): string {
  return process === null ? ` (on ${address})` : ` by ${process.name} (pid ${process.pid}, on ${address})`;
}

function howToStop({ pid, name, inPod }: NonNullable<ListeningSocket["process"]>): string {
  if (inPod || name.startsWith("kube"))
    return "it is part of another cluster; if that is not needed any more: kubewright reset";
  return `systemctl status ${pid} names its service; systemctl disable --now <service>`;
}
