import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { schedulerConf } from "../constants/paths.ts";
import { ports } from "../constants/ports.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { argumentsOf, argumentValue, mergeArguments } from "./arguments.ts";
import type { ControlPlaneNode } from "./control-plane-node.ts";
import { mergeEnvironment } from "./environment.ts";
import { fileMount, mergeMounts } from "./host-path-volumes.ts";
import { kubernetesImage } from "./images.ts";
import { staticPod } from "./pod.ts";
import { probeHost } from "./probes.ts";

const defaultArguments = argumentsOf({
  "authentication-kubeconfig": schedulerConf,
  "authorization-kubeconfig": schedulerConf,
  "bind-address": "127.0.0.1",
  kubeconfig: schedulerConf,
  "leader-elect": "true",
});

/** kube-scheduler of one control plane. */
export function schedulerPod(cluster: ClusterConfiguration, node: ControlPlaneNode): KubeObject {
  const { extraArgs, extraEnvs, extraVolumes } = cluster.scheduler;
  const host = probeHost(argumentValue(extraArgs, "bind-address") ?? "127.0.0.1");
  const live = { host, path: "/livez", scheme: "HTTPS" } as const;
  return staticPod({
    name: "kube-scheduler",
    image: kubernetesImage(cluster, "kube-scheduler"),
    command: ["kube-scheduler", ...mergeArguments(defaultArguments, extraArgs)],
    environment: mergeEnvironment(node.proxyEnvironment, extraEnvs),
    port: ports.scheduler,
    probes: {
      liveness: live,
      readiness: { ...live, path: "/readyz" },
      startup: live,
      healthCheckMs: node.healthCheckMs,
    },
    requests: { cpu: "100m" },
    mounts: mergeMounts([fileMount("kubeconfig", schedulerConf)], extraVolumes),
  });
}
