import { oldestKubernetesMinor } from "../constants/versions.ts";
import { parseAddress } from "../ip/address.ts";
import { withEndpoint } from "./cluster-endpoint.ts";
import { initFieldRules, joinFieldRules } from "./cluster-field-rules.ts";
import type { ClusterIntent } from "./cluster-intent.ts";
import { nodeName, nodeOf } from "./cluster-nodes.ts";
import { clusterFileRules } from "./cluster-rules.ts";
import { bindPortOf } from "./defaults/init.ts";
import { duplicateKeys } from "./documents.ts";
import { unreadable } from "./known-kinds.ts";
import type { ConfigSource } from "./load.ts";
import { rawJoin } from "./load-join.ts";
import type { Finding } from "./problem.ts";
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
    name: nodeName(file.metadata?.name ?? ""),
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
