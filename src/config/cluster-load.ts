import { oldestKubernetesMinor } from "../constants/versions.ts";
import { parseAddress } from "../ip/address.ts";
import type { ClusterIntent } from "./cluster-intent.ts";
import { nodeOf } from "./cluster-nodes.ts";
import { clusterFileRules } from "./cluster-rules.ts";
import { bindPortOf } from "./defaults/init.ts";
import { duplicateKeys } from "./documents.ts";
import { joinHostPort, splitHostPort } from "./host-port.ts";
import { unreadable } from "./known-kinds.ts";
import type { ConfigSource } from "./load.ts";
import { rawJoin } from "./load-join.ts";
import { type Finding, invalid } from "./problem.ts";
import { initIntent, type RawInitDocuments, rawInitDocuments } from "./read-init.ts";
import { Reading } from "./reading.ts";
import { absentKind } from "./rules/absent-kind.ts";
import { nodeRegistrationRules } from "./rules/node.ts";
import { check } from "./schema/check.ts";
import { clusterFile, type RawClusterFile } from "./schema/cluster-file.ts";
import type { RawJoin } from "./schema/join-configuration.ts";

/** What `apply` and its kin are given. */
export interface ClusterRequest {
  readonly source: ConfigSource;
  /** Unknown and duplicate keys are errors in kubeadm's kinds too; in ours they always are. */
  readonly strict?: boolean | undefined;
}

const kind = "Cluster";
const used = [
  kind,
  "InitConfiguration",
  "ClusterConfiguration",
  "JoinConfiguration",
  "KubeletConfiguration",
  "KubeProxyConfiguration",
];

/**
 * Reads a cluster file: kind Cluster, with kubeadm's kinds beside it, completed and checked. Throws ManyErrors with every
 * problem (exit code 2), or a single KubewrightError when the file cannot be read at all.
 */
export function loadCluster({ source, strict = false }: ClusterRequest): {
  readonly intent: ClusterIntent;
  readonly warnings: readonly string[];
} {
  const reading = new Reading({ source, flags: {}, table: {}, strict });
  reading.ignoreOthers(used);
  const file = readClusterFile(reading);
  const raw = rawInitDocuments(reading);
  const join = reading.document("JoinConfiguration") === undefined ? {} : rawJoin(reading);
  reading.report(kind, clusterFileRules(file));
  reading.report("InitConfiguration", initFieldRules(raw.init));
  reading.report("JoinConfiguration", joinFieldRules(join));
  const intent = intentOf(reading, file, raw, join);
  return { warnings: reading.finish(), intent };
}

function readClusterFile(reading: Reading): RawClusterFile {
  const document = reading.document(kind);
  if (document === undefined) {
    reading.report("", [absentKind(kind)]);
    return {};
  }
  const finding = unreadable(document);
  const checked = check(clusterFile, document.value);
  const problems =
    finding === undefined ? [...checked.findings, ...checked.unknown, ...duplicateKeys(document)] : [finding];
  reading.report(kind, problems);
  return finding === undefined ? checked.value : {};
}

function intentOf(reading: Reading, file: RawClusterFile, raw: RawInitDocuments, join: RawJoin): ClusterIntent {
  const bindPort = bindPortOf(raw.init.localAPIEndpoint);
  const defaults = { ssh: file.spec?.ssh ?? {}, init: raw.init, join, bindPort };
  const nodes = (file.spec?.nodes ?? []).map((node) => nodeOf(node, defaults));
  for (const node of nodes) {
    const whose = node.role === "control-plane" ? "InitConfiguration" : "JoinConfiguration";
    const findings = nodeRegistrationRules(node.registration).filter(({ path }) => path[1] !== "name");
    if (reading.document(whose) !== undefined) reading.report(whose, once(findings, nodes.indexOf(node)));
  }
  const first = nodes.find(({ role }) => role === "control-plane");
  const cluster = withEndpoint(reading, file, raw.cluster, bindPort, nodes.filter((node) => node.endpoint).length);
  const completed = initIntent(
    reading,
    { init: firstInit(raw.init, first?.name ?? "none", advertisable(first?.address), bindPort), cluster },
    {
      machine: {
        hostname: first?.name ?? "none",
        defaultRouteAddress: null,
        loopbackGlobalAddress: null,
        criSockets: [],
      },
      entropy: (bytes) => new Uint8Array(bytes),
      oldestMinor: oldestKubernetesMinor,
    },
  );
  const has = (name: string): boolean => reading.document(name) !== undefined;
  return {
    name: (file.metadata?.name ?? "").trim().toLowerCase(),
    cluster: completed.cluster,
    kubelet: completed.kubelet,
    kubeProxy: completed.kubeProxy,
    userSupplied: { kubelet: has("KubeletConfiguration"), kubeProxy: has("KubeProxyConfiguration") },
    isVersionGiven: (raw.cluster.kubernetesVersion ?? "") !== "",
    nodes,
  };
}

/** A wrong address is told of once, in the node. 192.0.2.1 is an address of documentation. */
function advertisable(address: string | undefined): string {
  return address !== undefined && parseAddress(address) !== null ? address : "192.0.2.1";
}

/** What holds for all nodes of a kind is said once. */
function once(findings: readonly Finding[], index: number): readonly Finding[] {
  return index === 0 ? findings : [];
}

/** The InitConfiguration that the rules of `init` are asked about: that of the first control plane. */
function firstInit(init: RawInitDocuments["init"], name: string, address: string, bindPort: number) {
  const { bootstrapTokens: _tokens, ...others } = init;
  return {
    ...others,
    nodeRegistration: { ...init.nodeRegistration, name },
    localAPIEndpoint: { advertiseAddress: address, bindPort },
  };
}

/** The address of the whole control plane: the ClusterConfiguration's, or the load balancer's. */
function withEndpoint(
  reading: Reading,
  file: RawClusterFile,
  cluster: RawInitDocuments["cluster"],
  bindPort: number,
  controlPlanes: number,
): RawInitDocuments["cluster"] {
  const { kind: balancer = "none", address = "" } = file.spec?.loadBalancer ?? {};
  const named = cluster.controlPlaneEndpoint ?? "";
  if (balancer === "external" && splitHostPort(address) !== null) {
    const endpoint = withPort(address, bindPort);
    if (named !== "" && withPort(named, bindPort) !== endpoint) {
      const next = "Leave ClusterConfiguration.controlPlaneEndpoint out, or write the same address.";
      reading.report(kind, [invalid(["spec", "loadBalancer", "address"], `controlPlaneEndpoint is ${named}`, next)]);
    }
    return { ...cluster, controlPlaneEndpoint: endpoint };
  }
  if (named === "" && controlPlanes > 1) {
    const what = `${controlPlanes} control planes need one address at which they are reached together`;
    const next =
      "Add a ClusterConfiguration with controlPlaneEndpoint: host:port, or spec.loadBalancer {kind: external, address}. The address of one control plane will do where that one may be missed.";
    reading.report(kind, [invalid(["spec", "nodes"], what, next)]);
  }
  if (controlPlanes > 0 && controlPlanes % 2 === 0) {
    reading.warn(
      `${controlPlanes} control planes bear the loss of no more of them than ${controlPlanes - 1} do: take an odd number`,
    );
  }
  return cluster;
}

function withPort(text: string, bindPort: number): string {
  const parts = splitHostPort(text);
  return parts === null ? text : joinHostPort(parts.host, parts.port === "" ? bindPort : parts.port);
}

const next = "Take it out. In a cluster file each node says this for itself, in spec.nodes.";

/** Fields of an InitConfiguration that cannot hold for several nodes, or that `apply` has no use for. */
function initFieldRules(init: RawInitDocuments["init"]): Finding[] {
  const findings: Finding[] = [];
  if (init.localAPIEndpoint?.advertiseAddress) {
    findings.push(invalid(["localAPIEndpoint", "advertiseAddress"], "one address cannot be that of all nodes", next));
  }
  if (init.nodeRegistration?.name) {
    findings.push(invalid(["nodeRegistration", "name"], "one name cannot be that of all nodes", next));
  }
  return [...findings, ...refused(init, ["patches", "skipPhases", "dryRun"])];
}

function joinFieldRules(join: RawJoin): Finding[] {
  const named = join.nodeRegistration?.name
    ? [invalid(["nodeRegistration", "name"], "one name cannot be that of all nodes", next)]
    : [];
  return [...named, ...refused(join, ["patches", "skipPhases", "dryRun", "controlPlane"])];
}

function refused(document: object, keys: readonly string[]): Finding[] {
  return keys
    .filter((key) => key in document && Reflect.get(document, key) !== false)
    .map((key) => ({
      code: "CONFIG_UNSUPPORTED",
      path: [key],
      atKey: true,
      what: "this means nothing to apply",
      next: "Take it out of the cluster file.",
    }));
}
