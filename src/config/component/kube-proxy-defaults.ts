import { kubeProxyApiVersion } from "../../constants/versions.ts";
import { parseAddress } from "../../ip/address.ts";
import type { ClusterConfiguration } from "../v1beta4.ts";
import { completeComponent } from "./complete-component.ts";
import { kubeProxyStructs } from "./kube-proxy-structs.ts";
import type { DefaultedComponent } from "./kubelet-defaults.ts";
import { recommended } from "./recommended.ts";

/** Where kube-proxy finds its kubeconfig: a mounted ConfigMap. */
const kubeconfig = "/var/lib/kube-proxy/kubeconfig.conf";

/** kubeadm's defaults over what the user wrote; every member that Go prints is there. */
export function kubeProxyConfiguration(
  written: Readonly<Record<string, unknown>>,
  cluster: ClusterConfiguration,
  advertiseAddress: string,
): DefaultedComponent {
  const bindAddress = parseAddress(advertiseAddress)?.family === 4 ? "0.0.0.0" : "::";
  const { podSubnet } = cluster.networking;
  const { values, deviations } = recommended(completeComponent("KubeProxyConfiguration", kubeProxyStructs, written), [
    ["bindAddress", bindAddress],
    ...(podSubnet === "" ? [] : [["clusterCIDR", podSubnet] as const]),
    ["clientConnection.kubeconfig", kubeconfig],
  ]);
  return {
    configuration: { ...values, apiVersion: kubeProxyApiVersion, kind: "KubeProxyConfiguration" },
    deviations,
  };
}
