import type { Entropy } from "./bootstrap-token.ts";
import { checkComponent } from "./component/check-component.ts";
import { kubeProxyConfiguration } from "./component/kube-proxy-defaults.ts";
import { kubeProxyStructs } from "./component/kube-proxy-structs.ts";
import { type DefaultedComponent, kubeletConfiguration } from "./component/kubelet-defaults.ts";
import { kubeletStructs } from "./component/kubelet-structs.ts";
import type { Structs } from "./component/shape.ts";
import { clusterOf } from "./defaults/cluster.ts";
import { initOf } from "./defaults/init.ts";
import { isDeprecated } from "./documents.ts";
import { joinHostPort, splitHostPort } from "./host-port.ts";
import { resolveVersion } from "./kubernetes-version.ts";
import type { MachineAnswers } from "./load.ts";
import { decideCriSocket, decideEndpoint } from "./machine-defaults.ts";
import { clusterFromV1beta3, initFromV1beta3 } from "./migrate/from-v1beta3.ts";
import { shown } from "./problem.ts";
import type { Reading } from "./reading.ts";
import { clusterRules, clusterWarnings } from "./rules/cluster.ts";
import { etcdChoiceRule } from "./rules/etcd.ts";
import { initRules } from "./rules/init.ts";
import { clusterConfiguration, type RawCluster } from "./schema/cluster-configuration.ts";
import { initConfiguration, type RawInit } from "./schema/init-configuration.ts";
import { clusterConfigurationV1beta3, initConfigurationV1beta3 } from "./schema/v1beta3.ts";
import type { ClusterConfiguration, InitIntent } from "./v1beta4.ts";

export interface InitReading {
  readonly machine: MachineAnswers;
  readonly entropy: Entropy;
  readonly oldestMinor: number;
}

/** What the documents of init say before defaults, in v1beta4's form. */
export interface RawInitDocuments {
  readonly init: RawInit;
  readonly cluster: RawCluster;
}

/** Reads InitConfiguration and ClusterConfiguration of a file, migrating v1beta3. */
export function rawInitDocuments(reading: Reading): RawInitDocuments {
  const { cluster, controlPlaneComponentHealthCheck: timeout } = rawCluster(reading);
  const init = rawInit(reading);
  if (timeout === undefined) return { init, cluster };
  return { init: { ...init, timeouts: { ...init.timeouts, controlPlaneComponentHealthCheck: timeout } }, cluster };
}

function rawInit(reading: Reading): RawInit {
  const kind = "InitConfiguration";
  const document = reading.document(kind);
  if (document === undefined) return {};
  if (!reading.accept(document)) return {};
  if (!isDeprecated(document)) return reading.read(initConfiguration, kind, document.value);
  return initFromV1beta3(reading.read(initConfigurationV1beta3, kind, document.value));
}

/** Reads the ClusterConfiguration of a file; {} when there is none. */
export function rawCluster(reading: Reading): ReturnType<typeof clusterFromV1beta3> {
  const kind = "ClusterConfiguration";
  const none = { cluster: {}, controlPlaneComponentHealthCheck: undefined };
  const document = reading.document(kind);
  if (document === undefined || !reading.accept(document)) return none;
  if (!isDeprecated(document)) return { ...none, cluster: reading.read(clusterConfiguration, kind, document.value) };
  return clusterFromV1beta3(reading.read(clusterConfigurationV1beta3, kind, document.value));
}

/** Fills in defaults and keeps the rules; the reading holds what is wrong. */
export function initIntent(reading: Reading, raw: RawInitDocuments, options: InitReading): InitIntent {
  const { machine, entropy } = options;
  const socket = decideCriSocket(["nodeRegistration", "criSocket"], raw.init.nodeRegistration?.criSocket, machine);
  const endpoint = decideEndpoint(["localAPIEndpoint"], raw.init.localAPIEndpoint, machine);
  for (const decided of [socket, endpoint]) {
    reading.report("InitConfiguration", decided.findings);
    reading.warn(...decided.warnings);
  }
  const node = { hostname: machine.hostname, criSocket: socket.value, endpoint: endpoint.value };
  const init = initOf(raw.init, node, entropy);
  const cluster = finishedCluster(reading, raw.cluster, init.localAPIEndpoint.bindPort, options.oldestMinor);
  reading.report("InitConfiguration", initRules(init, raw.init.bootstrapTokens ?? []));
  return {
    init,
    cluster,
    kubelet: component(reading, "KubeletConfiguration", kubeletStructs, (written) =>
      kubeletConfiguration(written, cluster),
    ),
    kubeProxy: component(reading, "KubeProxyConfiguration", kubeProxyStructs, (written) =>
      kubeProxyConfiguration(written, cluster, init.localAPIEndpoint.advertiseAddress),
    ),
  };
}

/** A ClusterConfiguration with its version and endpoint made definite. */
export function finishedCluster(
  reading: Reading,
  raw: RawCluster,
  bindPort: number,
  oldestMinor: number,
): ClusterConfiguration {
  const kind = "ClusterConfiguration";
  const cluster = clusterOf(raw);
  const version = resolveVersion(cluster.kubernetesVersion, oldestMinor);
  reading.report(kind, version.finding === undefined ? [] : [version.finding]);
  if (version.warning !== undefined) reading.warn(version.warning);
  const { endpoint, warning } = withPort(cluster.controlPlaneEndpoint, bindPort);
  if (warning !== undefined) reading.warn(warning);
  const choice = etcdChoiceRule(raw);
  const findings = clusterRules(cluster).filter(({ path }) => choice.length === 0 || path[0] !== "etcd");
  reading.report(kind, [...choice, ...findings]);
  reading.warn(...clusterWarnings(cluster));
  return { ...cluster, kubernetesVersion: version.version, controlPlaneEndpoint: endpoint };
}

function withPort(text: string, bindPort: number): { readonly endpoint: string; readonly warning?: string } {
  const parts = text === "" ? null : splitHostPort(text);
  if (parts === null) return { endpoint: text };
  if (parts.port === "") return { endpoint: joinHostPort(parts.host, bindPort) };
  if (Number(parts.port) === bindPort) return { endpoint: text };
  return {
    endpoint: text,
    warning: `controlPlaneEndpoint ${text} has another port than the API server of this node (${bindPort})`,
  };
}

function component(
  reading: Reading,
  kind: string,
  structs: Structs,
  withDefaults: (written: Readonly<Record<string, unknown>>) => DefaultedComponent,
): DefaultedComponent["configuration"] {
  const document = reading.document(kind);
  if (document === undefined || !reading.accept(document)) return withDefaults({}).configuration;
  const checked = checkComponent(kind, structs, document.value);
  reading.report(kind, checked.findings);
  reading.note(kind, checked.unknown);
  const defaulted = withDefaults(checked.findings.length === 0 ? document.value : {});
  reading.warnAt(
    kind,
    defaulted.deviations.map(({ path, wanted, found }) => ({
      path,
      what: `${shown(found)} is kept; kubeadm's value is ${shown(wanted)}`,
    })),
  );
  return defaulted.configuration;
}
