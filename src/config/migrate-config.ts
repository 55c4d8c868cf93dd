import { controlPlaneTaint } from "../constants/labels.ts";
import { printYamlDocuments } from "../yaml.ts";
import type { Entropy } from "./bootstrap-token.ts";
import type { ConfigSource, MachineAnswers } from "./load.ts";
import { rawJoin, readJoin } from "./load-join.ts";
import { rawReset, readReset } from "./load-reset.ts";
import { clusterDocument } from "./print/cluster-document.ts";
import { initDocument } from "./print/init-document.ts";
import { joinDocument } from "./print/join-document.ts";
import { resetDocument, upgradeDocument } from "./print/other-documents.ts";
import { initIntent, rawInitDocuments } from "./read-init.ts";
import { rawUpgrade, readUpgrade } from "./read-upgrade.ts";
import { Reading } from "./reading.ts";
import type { NodeRegistration } from "./v1beta4.ts";
import { oldestMinorOfKubeadm, refuseUnknownKinds } from "./validate-config.ts";

/** What `config migrate` is given. */
export interface MigrateRequest {
  readonly source: ConfigSource;
  readonly machine: MachineAnswers;
  readonly entropy: Entropy;
  readonly fileExists?: ((path: string) => boolean) | undefined;
}

const components = ["KubeletConfiguration", "KubeProxyConfiguration"];

/**
 * The file as v1beta4 with all defaults, in kubeadm's order and form. As with kubeadm the component configurations are left
 * out; the warnings say so. Throws as validateConfig does.
 */
export function migrateConfig(request: MigrateRequest): {
  readonly text: string;
  readonly warnings: readonly string[];
} {
  const { machine } = request;
  const reading = new Reading({ source: request.source, flags: {}, table: {}, strict: true });
  refuseUnknownKinds(reading);
  const has = (kind: string): boolean => reading.document(kind) !== undefined;
  const documents: Record<string, unknown>[] = [];
  if (has("InitConfiguration") || has("ClusterConfiguration")) {
    const options = { machine, entropy: request.entropy, oldestMinor: oldestMinorOfKubeadm };
    const { init, cluster } = initIntent(reading, rawInitDocuments(reading), options);
    const nodeRegistration = withTaint(init.nodeRegistration);
    documents.push(initDocument({ ...init, nodeRegistration }), clusterDocument(cluster));
  }
  if (has("JoinConfiguration")) {
    const join = readJoin(reading, rawJoin(reading), machine, request.fileExists ?? (() => true));
    const nodeRegistration = join.controlPlane === undefined ? join.nodeRegistration : withTaint(join.nodeRegistration);
    documents.push(joinDocument({ ...join, nodeRegistration }));
  }
  if (has("ResetConfiguration")) documents.push(resetDocument(readReset(reading, rawReset(reading), machine)));
  if (has("UpgradeConfiguration")) documents.push(upgradeDocument(readUpgrade(reading, rawUpgrade(reading))));
  for (const kind of components.filter(has)) reading.warn(`${kind} is left out: copy it from the old file`);
  return { warnings: reading.finish(), text: printYamlDocuments(documents) };
}

function withTaint(node: NodeRegistration): NodeRegistration {
  return { ...node, taints: node.taints ?? [controlPlaneTaint] };
}
