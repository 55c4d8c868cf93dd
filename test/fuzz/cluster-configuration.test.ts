import fc from "fast-check";
import { expect, test } from "vitest";
import { parseClusterConfiguration, parseKubeletConfiguration } from "../../src/config/kubeadm-config.ts";
import { broken, cuts, runs } from "./broken-text.ts";
import { orderly } from "./orderly.ts";

/** As real kubeadm stores them. */
const cluster = `apiServer: {}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controlPlaneEndpoint: cp1:6443
controllerManager: {}
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
proxy: {}
scheduler: {}
`;
const kubelet =
  "apiVersion: kubelet.config.k8s.io/v1beta1\nclusterDNS:\n- 10.96.0.10\nkind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifests\n";

test("the configuration that a cluster keeps is read whole", () => {
  expect(orderly(() => parseClusterConfiguration(cluster))?.cluster.controlPlaneEndpoint).toBe("cp1:6443");
  expect(orderly(() => parseKubeletConfiguration(kubelet))?.["staticPodPath"]).toBe("/etc/kubernetes/manifests");
});

test("cut at any byte it is read as what is left of it, or refused", () => {
  for (const length of cuts(cluster.length, 40)) orderly(() => parseClusterConfiguration(cluster.slice(0, length)));
  for (const length of cuts(kubelet.length, 20)) orderly(() => parseKubeletConfiguration(kubelet.slice(0, length)));
});

test("garbled anywhere it is read or refused", () => {
  fc.assert(
    fc.property(broken(cluster), broken(kubelet), (clusterText, kubeletText) => {
      orderly(() => parseClusterConfiguration(clusterText));
      orderly(() => parseKubeletConfiguration(kubeletText));
    }),
    runs(150),
  );
});
