import * as z from "zod";
import { flag, integer, list, map, text, texts, typeMeta } from "./field.ts";
import { argument, ignorePreflightErrors, taint } from "./shared.ts";

/** How a machine is reached; a node's own values stand before those of all nodes. */
const sshFields = {
  user: text("Who logs in. As ~/.ssh/config says, else the user at this machine, unless set."),
  port: integer("Port of the SSH server. As ~/.ssh/config says, else 22, unless set."),
  identityFile: text(
    "Private key to log in with, for example ~/.ssh/id_ed25519; a relative path begins beside this file. Keys of the agent are tried as well.",
  ),
  proxyJump: text("Machines to go through, as ssh -J takes them: user@host:port, with commas between several."),
  configFile: text(
    "An ssh_config to read instead of ~/.ssh/config: the output of vagrant ssh-config, for example. A relative path begins beside this file.",
  ),
  sudo: flag("Become root with sudo. true unless the user that logs in is root."),
};

const ssh = z.strictObject(sshFields).describe("How all machines are reached over SSH.").optional();

const nodeSsh = z
  .strictObject({
    address: text("Where this machine is reached from here, when that is not its address: a name or an address."),
    ...sshFields,
  })
  .describe("How this machine is reached over SSH, where it differs from spec.ssh.")
  .optional();

const node = z.strictObject({
  name: text("Name of the Node, in lower case."),
  role: text("control-plane or worker."),
  address: text("IP address at which the other nodes reach this one."),
  ssh: nodeSsh,
  labels: map(z.string(), "Labels of the Node. Labels that others set stay."),
  taints: list(
    taint,
    "Taints of the Node. Unset: node-role.kubernetes.io/control-plane:NoSchedule on control planes, none on workers. []: none.",
  ),
  criSocket: text("Socket of the container runtime. The one that answers on the machine unless set."),
  kubeletExtraArgs: list(argument, "Flags for this node's kubelet, besides those of its kind of node."),
  ignorePreflightErrors,
});

/** kubewright.dev/v1alpha1 Cluster. */
export const clusterFile = z
  .strictObject({
    ...typeMeta,
    metadata: z
      .strictObject({ name: text("Name of the cluster.") })
      .describe("What the cluster is called.")
      .optional(),
    spec: z
      .strictObject({
        ssh,
        nodes: list(node, "The machines that are the cluster."),
        loadBalancer: z
          .strictObject({
            kind: text("none (unless set) or external."),
            address: text("host or host:port at which the load balancer is reached. 6443 is the port unless set."),
          })
          .describe(
            "What stands before the API servers. Its address becomes ClusterConfiguration.controlPlaneEndpoint.",
          )
          .optional(),
        prepare: z
          .strictObject({ runtime: text("none: runtime and kubelet are on the machines already.") })
          .describe("What is installed on bare machines.")
          .optional(),
        addons: z
          .strictObject({
            cni: text("The Pod network. none: somebody else brings it."),
            dashboard: text("none."),
            storage: text("none."),
            manifests: texts("Further manifests. [] for now."),
          })
          .describe("What is brought into the cluster besides CoreDNS and kube-proxy.")
          .optional(),
      })
      .describe("What the cluster is to be.")
      .optional(),
  })
  .describe("A whole cluster: its machines, and how they are reached. It stands in one file with kubeadm's kinds.");

export type RawClusterFile = z.infer<typeof clusterFile>;
export type RawNode = NonNullable<NonNullable<RawClusterFile["spec"]>["nodes"]>[number];
export type RawSsh = NonNullable<NonNullable<RawClusterFile["spec"]>["ssh"]>;
