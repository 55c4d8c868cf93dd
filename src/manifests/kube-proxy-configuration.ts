import type { ComponentConfiguration } from "../config/v1beta4.ts";
import { printYaml } from "../yaml.ts";
import { withZeros, zeroLogging } from "./kubelet-configuration.ts";
import type { Mapping } from "./merge-patch.ts";

/** What a KubeProxyConfiguration prints for fields that nobody set. */
const zeroKubeProxy: Mapping = {
  bindAddress: "",
  bindAddressHardFail: false,
  clientConnection: { acceptContentTypes: "", burst: 0, contentType: "", kubeconfig: "", qps: 0 },
  clusterCIDR: "",
  configSyncPeriod: "0s",
  conntrack: {
    maxPerCore: null,
    min: null,
    tcpBeLiberal: false,
    tcpCloseWaitTimeout: null,
    tcpEstablishedTimeout: null,
    udpStreamTimeout: "0s",
    udpTimeout: "0s",
  },
  detectLocal: { bridgeInterface: "", interfaceNamePrefix: "" },
  detectLocalMode: "",
  enableProfiling: false,
  healthzBindAddress: "",
  hostnameOverride: "",
  iptables: {
    localhostNodePorts: null,
    masqueradeAll: false,
    masqueradeBit: null,
    minSyncPeriod: "0s",
    syncPeriod: "0s",
  },
  ipvs: {
    excludeCIDRs: null,
    minSyncPeriod: "0s",
    scheduler: "",
    strictARP: false,
    syncPeriod: "0s",
    tcpFinTimeout: "0s",
    tcpTimeout: "0s",
    udpTimeout: "0s",
  },
  logging: zeroLogging,
  metricsBindAddress: "",
  mode: "",
  nftables: { masqueradeAll: false, masqueradeBit: null, minSyncPeriod: "0s", syncPeriod: "0s" },
  nodePortAddresses: null,
  oomScoreAdj: null,
  portRange: "",
  showHiddenMetricsForVersion: "",
  winkernel: {
    enableDSR: false,
    forwardHealthCheckVip: false,
    networkName: "",
    rootHnsEndpointName: "",
    sourceVip: "",
  },
};

/** The configuration as it is stored, every field that kubeadm prints in it. */
export function completeKubeProxy(kubeProxy: ComponentConfiguration): ComponentConfiguration {
  return { ...withZeros(zeroKubeProxy, kubeProxy), apiVersion: kubeProxy.apiVersion, kind: kubeProxy.kind };
}

/** The value of config.conf. It ends without a newline, as kubeadm's does. */
export function kubeProxyConfigText(kubeProxy: ComponentConfiguration): string {
  return printYaml(completeKubeProxy(kubeProxy)).trimEnd();
}
