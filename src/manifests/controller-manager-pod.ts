import { posix } from "node:path";
import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { controllerManagerConf } from "../constants/paths.ts";
import { ports } from "../constants/ports.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { argumentsOf, argumentValue, mergeArguments } from "./arguments.ts";
import type { ControlPlaneNode } from "./control-plane-node.ts";
import { mergeEnvironment } from "./environment.ts";
import { caMounts, directoryMount, fileMount, mergeMounts } from "./host-path-volumes.ts";
import { kubernetesImage } from "./images.ts";
import { staticPod } from "./pod.ts";
import { probeHost } from "./probes.ts";

/**
 * The controller-manager's own limit of 20 requests a second (burst 30) keeps a new cluster waiting for six seconds
 * before the first token is signed; with these it takes 0.1 s. A user who names one of the two decides both. docs/deviations.md names them.
 */
const apiLimits = { "kube-api-burst": "400", "kube-api-qps": "200" } as const;

/** kube-controller-manager of one control plane. */
export function controllerManagerPod(cluster: ClusterConfiguration, node: ControlPlaneNode): KubeObject {
  const { extraArgs, extraEnvs, extraVolumes } = cluster.controllerManager;
  const host = probeHost(argumentValue(extraArgs, "bind-address") ?? "127.0.0.1");
  const health = { host, path: "/healthz", scheme: "HTTPS" } as const;
  return staticPod({
    name: "kube-controller-manager",
    image: kubernetesImage(cluster, "kube-controller-manager"),
    command: ["kube-controller-manager", ...controllerManagerArguments(cluster, node)],
    environment: mergeEnvironment(node.proxyEnvironment, extraEnvs),
    port: ports.controllerManager,
    probes: { liveness: health, startup: health, healthCheckMs: node.healthCheckMs },
    requests: { cpu: "200m" },
    mounts: mergeMounts(
      [
        directoryMount("k8s-certs", cluster.certificatesDir),
        ...caMounts(node.caDirectories),
        fileMount("kubeconfig", controllerManagerConf),
      ],
      extraVolumes,
    ),
  });
}

/** The flags of kube-controller-manager. With an external CA the signer is told to have no key, so that it does not start. */
function controllerManagerArguments(
  cluster: ClusterConfiguration,
  node: Pick<ControlPlaneNode, "externalCa">,
): string[] {
  const inDir = (file: string): string => posix.join(cluster.certificatesDir, file);
  const { podSubnet, serviceSubnet } = cluster.networking;
  const { extraArgs } = cluster.controllerManager;
  const limited = Object.keys(apiLimits).some((name) => argumentValue(extraArgs, name) !== undefined);
  const defaults = argumentsOf({
    ...(limited ? {} : apiLimits),
    "authentication-kubeconfig": controllerManagerConf,
    "authorization-kubeconfig": controllerManagerConf,
    "bind-address": "127.0.0.1",
    "client-ca-file": inDir("ca.crt"),
    ...(cluster.clusterName === "" ? {} : { "cluster-name": cluster.clusterName }),
    "cluster-signing-cert-file": node.externalCa ? "" : inDir("ca.crt"),
    "cluster-signing-key-file": node.externalCa ? "" : inDir("ca.key"),
    controllers: "*,bootstrapsigner,tokencleaner",
    kubeconfig: controllerManagerConf,
    "leader-elect": "true",
    "requestheader-client-ca-file": inDir("front-proxy-ca.crt"),
    "root-ca-file": inDir("ca.crt"),
    "service-account-private-key-file": inDir("sa.key"),
    "use-service-account-credentials": "true",
    ...(podSubnet === "" ? {} : { "allocate-node-cidrs": "true", "cluster-cidr": podSubnet }),
    ...(podSubnet === "" || serviceSubnet === "" ? {} : { "service-cluster-ip-range": serviceSubnet }),
  });
  return mergeArguments(defaults, extraArgs);
}
