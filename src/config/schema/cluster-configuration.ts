import * as z from "zod";
import { duration, flag, list, map, object, text, texts, typeMeta } from "./field.ts";
import { argument, environmentVariable, hostPathMount } from "./shared.ts";

export const image = {
  imageRepository: text("Registry of this image. That of the cluster unless set."),
  imageTag: text("Tag of this image. The one that belongs to the Kubernetes version unless set."),
};

const component = {
  extraArgs: list(argument, "Flags that are added, or that replace a default of the same name."),
  extraVolumes: list(hostPathMount, "Paths of the host that are mounted as well."),
  extraEnvs: list(environmentVariable, "Environment variables that are set as well."),
};

const networking = object(
  {
    serviceSubnet: text(
      "Addresses for Services: one network, or an IPv4 and an IPv6 one with a comma. 10.96.0.0/12 unless set.",
    ),
    podSubnet: text("Addresses for Pods, as above. Unset: nodes get none from the control plane."),
    dnsDomain: text("Domain of Services. cluster.local unless set."),
  },
  "The networks of the cluster. They cannot be changed later.",
);

/** The fields of a ClusterConfiguration that v1beta3 has as well. */
export const clusterFields = {
  networking,
  kubernetesVersion: text("Version of the control plane, for example v1.36.3, or a label such as stable-1."),
  controlPlaneEndpoint: text(
    "host or host:port at which the whole control plane is reached. Needed for more than one control plane.",
  ),
  certificatesDir: text("Where certificates and keys are. /etc/kubernetes/pki unless set."),
  imageRepository: text("Registry of all images. registry.k8s.io unless set."),
  featureGates: map(z.boolean(), "kubeadm's feature gates: NodeLocalCRISocket, PublicKeysECDSA, RootlessControlPlane."),
  clusterName: text("Name of the cluster in kubeconfig files. kubernetes unless set."),
};

export const apiServerNames = texts("Further DNS names and IP addresses in the API server's certificate.");

export const etcdFields = {
  dataDir: text("Where etcd keeps its data. /var/lib/etcd unless set."),
  serverCertSANs: texts("Further names in etcd's server certificate."),
  peerCertSANs: texts("Further names in etcd's peer certificate."),
};

export const externalEtcdFields = {
  endpoints: texts("URLs of the members."),
  caFile: text("CA of the members' certificates."),
  certFile: text("Certificate with which the API server comes."),
  keyFile: text("Its key."),
};

/** kubeadm.k8s.io/v1beta4 ClusterConfiguration. */
export const clusterConfiguration = z
  .object({
    ...typeMeta,
    ...clusterFields,
    etcd: object(
      {
        local: object(
          { ...image, ...etcdFields, extraArgs: component.extraArgs, extraEnvs: component.extraEnvs },
          "An etcd member on each control plane. What is used unless external is set.",
        ),
        external: object(
          { ...externalEtcdFields, httpEndpoints: texts("URLs for health checks over HTTP. endpoints unless set.") },
          "An etcd that runs elsewhere.",
        ),
      },
      "Where the cluster's state is kept: either local or external.",
    ),
    apiServer: object({ ...component, certSANs: apiServerNames }, "kube-apiserver."),
    controllerManager: object(component, "kube-controller-manager."),
    scheduler: object(component, "kube-scheduler."),
    dns: object({ ...image, disabled: flag("Leave CoreDNS out.") }, "CoreDNS."),
    proxy: object({ disabled: flag("Leave kube-proxy out.") }, "kube-proxy."),
    encryptionAlgorithm: text(
      "Keys of all certificates: RSA-2048 (unless set), RSA-3072, RSA-4096, ECDSA-P256 or ECDSA-P384.",
    ),
    certificateValidityPeriod: duration("How long certificates live. 8760h0m0s (a year) unless set."),
    caCertificateValidityPeriod: duration(
      "How long the certificate authorities live. 87600h0m0s (ten years) unless set.",
    ),
  })
  .describe("What is the same for all control planes; it is stored in the ConfigMap kubeadm-config.");

export type RawCluster = z.infer<typeof clusterConfiguration>;
