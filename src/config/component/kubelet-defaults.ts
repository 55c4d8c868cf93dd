import { manifestsDir } from "../../constants/paths.ts";
import { ports } from "../../constants/ports.ts";
import { kubeletApiVersion } from "../../constants/versions.ts";
import { dnsServiceAddress } from "../../ip/service-address.ts";
import type { ClusterConfiguration, ComponentConfiguration } from "../v1beta4.ts";
import { valueAt } from "../value-at.ts";
import { completeComponent } from "./complete-component.ts";
import { kubeletStructs } from "./kubelet-structs.ts";
import { type Recommendation, recommended } from "./recommended.ts";

/** A component's configuration, ready to be printed, and what kubeadm would have warned of. */
export interface DefaultedComponent {
  readonly configuration: ComponentConfiguration;
  readonly deviations: readonly Recommendation[];
}

type Values = Readonly<Record<string, unknown>>;

/**
 * kubeadm's defaults over what the user wrote. Every member that Go prints is there: durations of 0s,
 * `containerRuntimeEndpoint: ""` (each node sets its own). rotateCertificates is always true.
 */
export function kubeletConfiguration(written: Values, cluster: ClusterConfiguration): DefaultedComponent {
  const kind = "KubeletConfiguration";
  const complete = (from: Values): Values => completeComponent(kind, kubeletStructs, from);
  const { values: filled, deviations } = recommended(
    { ...complete(written), ...noDns(written) },
    wantedValues(cluster),
  );
  const values = complete(filled);
  const always = { apiVersion: kubeletApiVersion, kind, rotateCertificates: true };
  const cgroupDriver = values["cgroupDriver"] ?? "systemd";
  return {
    configuration: { ...values, ...always, cgroupDriver },
    deviations: [...deviations, ...readOnlyPort(values)],
  };
}

/** An empty list is kept, although Go prints it as nothing: somebody wants no DNS. */
function noDns({ clusterDNS }: Values): Values {
  return Array.isArray(clusterDNS) && clusterDNS.length === 0 ? { clusterDNS } : {};
}

function wantedValues(cluster: ClusterConfiguration): readonly (readonly [path: string, value: unknown])[] {
  return [
    ["staticPodPath", manifestsDir],
    ["clusterDNS", [clusterDns(cluster.networking.serviceSubnet)]],
    ["clusterDomain", cluster.networking.dnsDomain],
    ["authentication.x509.clientCAFile", `${cluster.certificatesDir}/ca.crt`],
    ["authentication.anonymous.enabled", false],
    ["authentication.webhook.enabled", true],
    ["authorization.mode", "Webhook"],
    ["healthzBindAddress", "127.0.0.1"],
    ["healthzPort", ports.kubeletHealthz],
  ];
}

/** kubeadm falls back to the address in its default subnet when the subnet is nonsense; the subnet is refused elsewhere. */
function clusterDns(serviceSubnet: string): string {
  try {
    return dnsServiceAddress(serviceSubnet);
  } catch {
    return "10.96.0.10";
  }
}

function readOnlyPort(values: Values): Recommendation[] {
  const port = valueAt(values, ["readOnlyPort"]);
  return port === undefined || port === 0 ? [] : [{ path: ["readOnlyPort"], wanted: 0, found: port }];
}
