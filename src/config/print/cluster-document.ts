import { kubeadmApiVersion } from "../../constants/versions.ts";
import { formatDuration } from "../duration.ts";
import type { ClusterConfiguration, ControlPlaneComponent, HostPathMount } from "../v1beta4.ts";
import { omitEmpty } from "./omit-empty.ts";

/** A ClusterConfiguration as kubeadm writes it. */
export function clusterDocument(cluster: ClusterConfiguration): Record<string, unknown> {
  const { kubernetesVersion, controlPlaneEndpoint, certificatesDir, imageRepository, clusterName } = cluster;
  const gates = cluster.featureGates;
  return {
    apiVersion: kubeadmApiVersion,
    kind: "ClusterConfiguration",
    etcd: etcdDocument(cluster.etcd),
    networking: omitEmpty({ ...cluster.networking }),
    ...omitEmpty({ kubernetesVersion, controlPlaneEndpoint, certificatesDir, imageRepository, clusterName }),
    apiServer: { ...component(cluster.apiServer), ...omitEmpty({ certSANs: cluster.apiServer.certSANs }) },
    controllerManager: component(cluster.controllerManager),
    scheduler: component(cluster.scheduler),
    dns: omitEmpty({ ...cluster.dns }),
    proxy: omitEmpty({ ...cluster.proxy }),
    ...(Object.keys(gates).length === 0 ? {} : { featureGates: gates }),
    encryptionAlgorithm: cluster.encryptionAlgorithm,
    certificateValidityPeriod: formatDuration(cluster.certificateValidityPeriod),
    caCertificateValidityPeriod: formatDuration(cluster.caCertificateValidityPeriod),
  };
}

function component({ extraArgs, extraVolumes, extraEnvs }: ControlPlaneComponent): Record<string, unknown> {
  return omitEmpty({ extraArgs, extraVolumes: extraVolumes.map(mount), extraEnvs });
}

function mount({ name, hostPath, mountPath, readOnly, pathType }: HostPathMount): Record<string, unknown> {
  return { name, hostPath, mountPath, ...omitEmpty({ readOnly, pathType }) };
}

function etcdDocument(etcd: ClusterConfiguration["etcd"]): Record<string, unknown> {
  if (etcd.external !== undefined) {
    const { endpoints, httpEndpoints, caFile, certFile, keyFile } = etcd.external;
    return { external: { endpoints, caFile, certFile, keyFile, ...omitEmpty({ httpEndpoints }) } };
  }
  const { dataDir, ...others } = etcd.local;
  return { local: { dataDir, ...omitEmpty(others) } };
}
