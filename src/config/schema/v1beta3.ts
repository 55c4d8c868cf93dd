import * as z from "zod";
import { apiServerNames, clusterFields, etcdFields, externalEtcdFields, image } from "./cluster-configuration.ts";
import { duration, list, map, object, text, typeMeta } from "./field.ts";
import { bootstrapToken } from "./init-configuration.ts";
import { caCertPath, discoveryFields, joinControlPlane } from "./join-configuration.ts";
import { hostPathMount, localApiEndpoint, nodeRegistrationFields, patches, skipPhases } from "./shared.ts";

const extraArgs = map(z.string(), "Flags and their values.");
const component = { extraArgs, extraVolumes: list(hostPathMount, "Paths of the host that are mounted as well.") };

const nodeRegistration = object(
  { ...nodeRegistrationFields, kubeletExtraArgs: extraArgs, imagePullPolicy: text("Always, IfNotPresent or Never.") },
  "What the kubelet of this node is started with.",
);

/** kubeadm.k8s.io/v1beta3 InitConfiguration. */
export const initConfigurationV1beta3 = z.object({
  ...typeMeta,
  bootstrapTokens: list(bootstrapToken, "Tokens with which nodes join."),
  nodeRegistration,
  localAPIEndpoint: localApiEndpoint,
  certificateKey: text("64 hexadecimal digits.").meta({ secret: true }),
  skipPhases,
  patches,
});

/** kubeadm.k8s.io/v1beta3 ClusterConfiguration. */
export const clusterConfigurationV1beta3 = z.object({
  ...typeMeta,
  ...clusterFields,
  etcd: object(
    {
      local: object({ ...image, ...etcdFields, extraArgs }, "An etcd member on each control plane."),
      external: object(externalEtcdFields, "An etcd that runs elsewhere."),
    },
    "Where the cluster's state is kept.",
  ),
  apiServer: object(
    {
      ...component,
      certSANs: apiServerNames,
      timeoutForControlPlane: duration("Now timeouts.controlPlaneComponentHealthCheck."),
    },
    "kube-apiserver.",
  ),
  controllerManager: object(component, "kube-controller-manager."),
  scheduler: object(component, "kube-scheduler."),
  dns: object(image, "CoreDNS."),
});

/** kubeadm.k8s.io/v1beta3 JoinConfiguration. */
export const joinConfigurationV1beta3 = z.object({
  ...typeMeta,
  nodeRegistration,
  caCertPath,
  discovery: object({ ...discoveryFields, timeout: duration("Now timeouts.discovery.") }, "How to find the cluster."),
  controlPlane: joinControlPlane,
  skipPhases,
  patches,
});

export type RawInitV1beta3 = z.infer<typeof initConfigurationV1beta3>;
export type RawClusterV1beta3 = z.infer<typeof clusterConfigurationV1beta3>;
export type RawJoinV1beta3 = z.infer<typeof joinConfigurationV1beta3>;
