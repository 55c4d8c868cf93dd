import { defaultImageRepository } from "../../constants/images.ts";
import { defaultCertificatesDir, defaultEtcdDataDir } from "../../constants/paths.ts";
import { plainPath } from "../plain-path.ts";
import type { RawCluster } from "../schema/cluster-configuration.ts";
import type {
  ApiServer,
  ClusterConfiguration,
  ControlPlaneComponent,
  EncryptionAlgorithm,
  EnvironmentVariable,
  HostPathMount,
} from "../v1beta4.ts";
import { argumentsOf } from "./node-registration.ts";
import { milliseconds } from "./timeouts.ts";

const hour = 3_600_000;

/** A year and ten years, kubeadm's. */
export const defaultValidity = { certificate: 8760 * hour, authority: 87600 * hour } as const;

/** A ClusterConfiguration with kubeadm's defaults. What the machine decides (the version of a label, a port) is filled in later. */
export function clusterOf(raw: RawCluster): ClusterConfiguration {
  return {
    etcd: etcdOf(raw.etcd),
    networking: {
      serviceSubnet: raw.networking?.serviceSubnet || "10.96.0.0/12",
      podSubnet: raw.networking?.podSubnet ?? "",
      dnsDomain: raw.networking?.dnsDomain || "cluster.local",
    },
    kubernetesVersion: raw.kubernetesVersion || "stable-1",
    controlPlaneEndpoint: raw.controlPlaneEndpoint ?? "",
    apiServer: apiServerOf(raw.apiServer),
    controllerManager: componentOf(raw.controllerManager),
    scheduler: componentOf(raw.scheduler),
    dns: {
      imageRepository: raw.dns?.imageRepository ?? "",
      imageTag: raw.dns?.imageTag ?? "",
      disabled: raw.dns?.disabled ?? false,
    },
    proxy: { disabled: raw.proxy?.disabled ?? false },
    certificatesDir: plainPath(raw.certificatesDir || defaultCertificatesDir),
    imageRepository: raw.imageRepository || defaultImageRepository,
    featureGates: raw.featureGates ?? {},
    clusterName: raw.clusterName || "kubernetes",
    encryptionAlgorithm: (raw.encryptionAlgorithm || "RSA-2048") as EncryptionAlgorithm,
    certificateValidityPeriod: milliseconds(raw.certificateValidityPeriod, defaultValidity.certificate),
    caCertificateValidityPeriod: milliseconds(raw.caCertificateValidityPeriod, defaultValidity.authority),
  };
}

function etcdOf(raw: RawCluster["etcd"]): ClusterConfiguration["etcd"] {
  const external = raw?.external;
  if (external !== undefined) {
    const endpoints = external.endpoints ?? [];
    return {
      external: {
        endpoints,
        httpEndpoints: external.httpEndpoints?.length ? external.httpEndpoints : endpoints,
        caFile: external.caFile ?? "",
        certFile: external.certFile ?? "",
        keyFile: external.keyFile ?? "",
      },
    };
  }
  const local = raw?.local;
  return {
    local: {
      imageRepository: local?.imageRepository ?? "",
      imageTag: local?.imageTag ?? "",
      dataDir: plainPath(local?.dataDir || defaultEtcdDataDir),
      extraArgs: argumentsOf(local?.extraArgs),
      extraEnvs: (local?.extraEnvs ?? []).map(environmentVariableOf),
      serverCertSANs: local?.serverCertSANs ?? [],
      peerCertSANs: local?.peerCertSANs ?? [],
    },
  };
}

/** Names in certificates are compared in lower case, so they are written so. */
function apiServerOf(raw: RawCluster["apiServer"]): ApiServer {
  return { ...componentOf(raw), certSANs: (raw?.certSANs ?? []).map((name) => name.toLowerCase()) };
}

function componentOf(raw: RawCluster["scheduler"]): ControlPlaneComponent {
  return {
    extraArgs: argumentsOf(raw?.extraArgs),
    extraVolumes: (raw?.extraVolumes ?? []).map(
      (mount): HostPathMount => ({
        name: mount.name ?? "",
        hostPath: mount.hostPath ?? "",
        mountPath: mount.mountPath ?? "",
        readOnly: mount.readOnly ?? false,
        pathType: mount.pathType ?? "",
      }),
    ),
    extraEnvs: (raw?.extraEnvs ?? []).map(environmentVariableOf),
  };
}

type RawVariable = NonNullable<NonNullable<RawCluster["scheduler"]>["extraEnvs"]>[number];

function environmentVariableOf({ name, value, valueFrom }: RawVariable): EnvironmentVariable {
  return {
    name: name ?? "",
    ...(value === undefined || value === "" ? {} : { value }),
    ...(valueFrom === undefined ? {} : { valueFrom: sourceOf(valueFrom) }),
  };
}

/** As Go prints it: a field is of v1, a resource has a divisor. */
function sourceOf(source: NonNullable<RawVariable["valueFrom"]>): object {
  const { fieldRef, resourceFieldRef, ...others } = source;
  return {
    ...others,
    ...(fieldRef === undefined
      ? {}
      : { fieldRef: { apiVersion: fieldRef.apiVersion || "v1", fieldPath: fieldRef.fieldPath ?? "" } }),
    ...(resourceFieldRef === undefined
      ? {}
      : { resourceFieldRef: { ...resourceFieldRef, divisor: String(resourceFieldRef.divisor ?? 0) } }),
  };
}
