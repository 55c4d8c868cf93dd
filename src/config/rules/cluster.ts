import { featureGates } from "../../constants/feature-gates.ts";
import { defaultValidity } from "../defaults/cluster.ts";
import { formatDuration } from "../duration.ts";
import { splitHostPort } from "../host-port.ts";
import { nearest } from "../nearest.ts";
import { type Finding, invalid, shown } from "../problem.ts";
import type { ClusterConfiguration } from "../v1beta4.ts";
import { etcdRules } from "./etcd.ts";
import { networkingRules, networkingWarnings } from "./networking.ts";
import { absolutePath, argumentNames, certificateNames, imageRepository, optionalImageRepository } from "./shared.ts";

const algorithms = ["RSA-2048", "RSA-3072", "RSA-4096", "ECDSA-P256", "ECDSA-P384"];

/** kubeadm's rules for a ClusterConfiguration. */
export function clusterRules(cluster: ClusterConfiguration): Finding[] {
  return [
    ...optionalImageRepository(["dns", "imageRepository"], cluster.dns.imageRepository),
    ...networkingRules(cluster),
    ...certificateNames(["apiServer", "certSANs"], cluster.apiServer.certSANs),
    ...argumentNames(["apiServer", "extraArgs"], cluster.apiServer.extraArgs),
    ...argumentNames(["controllerManager", "extraArgs"], cluster.controllerManager.extraArgs),
    ...argumentNames(["scheduler", "extraArgs"], cluster.scheduler.extraArgs),
    ...absolutePath(["certificatesDir"], cluster.certificatesDir),
    ...featureGateRules(cluster.featureGates),
    ...endpointRule(cluster.controlPlaneEndpoint),
    ...imageRepository(["imageRepository"], cluster.imageRepository),
    ...etcdRules(cluster),
    ...algorithmRule(cluster.encryptionAlgorithm),
  ];
}

function featureGateRules(gates: Readonly<Record<string, boolean>>): Finding[] {
  const known = Object.keys(featureGates);
  return Object.keys(gates)
    .filter((gate) => !known.includes(gate))
    .map((gate) => {
      const meant = nearest(gate, known);
      const what = `kubeadm has no feature gate ${gate}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
      const next = `Known are ${known.join(", ")}. Gates of components belong into their extraArgs.`;
      return { ...invalid(["featureGates", gate], what, next), atKey: true };
    });
}

function endpointRule(endpoint: string): Finding[] {
  if (endpoint === "" || splitHostPort(endpoint) !== null) return [];
  const next =
    "Write a lower-case DNS name or an IP address, with or without a port: api.example.com:6443, [fd00::1]:6443.";
  return [invalid(["controlPlaneEndpoint"], `${shown(endpoint)} is not host or host:port`, next)];
}

function algorithmRule(algorithm: string): Finding[] {
  if (algorithms.includes(algorithm)) return [];
  const meant = nearest(algorithm, algorithms);
  const what = `${shown(algorithm)} is no key algorithm${meant === undefined ? "" : `; did you mean ${meant}?`}`;
  return [invalid(["encryptionAlgorithm"], what, `Write one of ${algorithms.join(", ")}.`)];
}

/** Sentences about what works but should be looked at. */
export function clusterWarnings(cluster: ClusterConfiguration): string[] {
  const { certificateValidityPeriod: leaf, caCertificateValidityPeriod: authority } = cluster;
  const longer = (name: string, value: number, usual: number): string[] =>
    value > usual ? [`${name} ${formatDuration(value)} is longer than the usual ${formatDuration(usual)}`] : [];
  return [
    ...networkingWarnings(cluster),
    ...longer("certificateValidityPeriod", leaf, defaultValidity.certificate),
    ...longer("caCertificateValidityPeriod", authority, defaultValidity.authority),
    ...(leaf <= 0 || authority <= 0
      ? ["a validity period is not longer than 0s: what is made is expired at once"]
      : []),
    ...(leaf > authority ? ["certificateValidityPeriod is longer than caCertificateValidityPeriod"] : []),
  ];
}
