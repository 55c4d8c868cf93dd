import { measuredKubeadmVersion } from "../constants/versions.ts";
import { loadCluster } from "./cluster-load.ts";
import { type ConfigDocument, isDeprecated, ownGroup } from "./documents.ts";
import { unreadable } from "./known-kinds.ts";
import { versionNumbers } from "./kubernetes-version.ts";
import type { ConfigSource, MachineAnswers } from "./load.ts";
import { rawJoin, readJoin } from "./load-join.ts";
import { rawReset, readReset } from "./load-reset.ts";
import { initIntent, rawInitDocuments } from "./read-init.ts";
import { rawUpgrade, readUpgrade } from "./read-upgrade.ts";
import { Reading } from "./reading.ts";

/** kubeadm accepts its own minor and the one before; it is this that `config validate` answers for. */
export const oldestMinorOfKubeadm = (versionNumbers(measuredKubeadmVersion)?.minor ?? 1) - 1;

/** No machine is asked: what a file leaves open is taken as sound. */
const anyMachine: MachineAnswers = {
  hostname: "node",
  defaultRouteAddress: "192.0.2.1",
  loopbackGlobalAddress: null,
  criSockets: [],
};

/** What `config validate` is given. */
export interface ValidateRequest {
  readonly source: ConfigSource;
  /** Say nothing of v1beta3. */
  readonly allowDeprecated?: boolean | undefined;
  /** Answers whether a discovery file is there; true for every path when left out. */
  readonly fileExists?: ((path: string) => boolean) | undefined;
}

/**
 * Accepts what `kubeadm config validate` accepts and refuses what it refuses, unknown and duplicate keys too. Throws
 * ManyErrors with every problem, exit code 2. Component configurations are looked at when they stand beside an
 * InitConfiguration or ClusterConfiguration, as with kubeadm. A file with a document of ours is read as `apply` reads it.
 */
export function validateConfig(request: ValidateRequest): { readonly warnings: readonly string[] } {
  const reading = new Reading({ source: request.source, flags: {}, table: {}, strict: true });
  if (reading.documents.some(isOwn)) return loadCluster({ source: request.source, strict: true });
  refuseUnknownKinds(reading);
  const has = (kind: string): boolean => reading.document(kind) !== undefined;
  if (has("InitConfiguration") || has("ClusterConfiguration")) {
    initIntent(reading, rawInitDocuments(reading), {
      machine: anyMachine,
      entropy: zeros,
      oldestMinor: oldestMinorOfKubeadm,
    });
  }
  if (has("JoinConfiguration")) {
    readJoin(reading, rawJoin(reading), anyMachine, request.fileExists ?? (() => true));
  }
  if (has("ResetConfiguration")) readReset(reading, rawReset(reading), anyMachine);
  if (has("UpgradeConfiguration")) readUpgrade(reading, rawUpgrade(reading));
  const warnings = reading.finish();
  const silenced = request.allowDeprecated === true && reading.documents.some(isDeprecated);
  return { warnings: silenced ? warnings.filter((text) => !text.includes(" is deprecated; ")) : warnings };
}

function isOwn({ apiVersion }: ConfigDocument): boolean {
  return apiVersion.startsWith(`${ownGroup}/`);
}

/** The token that is made here is thrown away. */
const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);

/** Documents that no command reads are problems. */
export function refuseUnknownKinds(reading: Reading): void {
  for (const document of reading.documents) {
    const finding = unreadable(document);
    if (finding !== undefined && !isOwn(document) && finding.code === "CONFIG_KIND_UNKNOWN")
      reading.report(document.kind, [finding]);
  }
}
