import { featureGates } from "../constants/feature-gates.ts";
import { oldestKubernetesMinor } from "../constants/versions.ts";
import type { Entropy } from "./bootstrap-token.ts";
import { type InitFlags, initFlags } from "./init-flags.ts";
import { isCiVersion } from "./kubernetes-version.ts";
import type { ConfigSource, MachineAnswers } from "./load.ts";
import { bindableRule } from "./machine-defaults.ts";
import { type Finding, invalid, shown } from "./problem.ts";
import { initIntent, type RawInitDocuments, rawInitDocuments } from "./read-init.ts";
import { Reading } from "./reading.ts";
import { ignoredChecksRule } from "./rules/ignored-checks.ts";
import { clusterConfiguration } from "./schema/cluster-configuration.ts";
import { initConfiguration } from "./schema/init-configuration.ts";
import type { InitIntent } from "./v1beta4.ts";

/** What init is given. */
export interface InitRequest {
  readonly source?: ConfigSource | undefined;
  readonly flags: InitFlags;
  readonly machine: MachineAnswers;
  /** For the token that is made when none is named. */
  readonly entropy: Entropy;
  /** Unknown and duplicate keys are errors. */
  readonly strict?: boolean | undefined;
}

/** What init is to make, and what was noticed on the way. */
export interface LoadedInit {
  readonly intent: InitIntent;
  readonly warnings: readonly string[];
  /** Which component configurations the user wrote: the others carry kubeadm's hash in the cluster. */
  readonly userSupplied: { readonly kubelet: boolean; readonly kubeProxy: boolean };
}

const used = ["InitConfiguration", "ClusterConfiguration", "KubeletConfiguration", "KubeProxyConfiguration"];

/**
 * Reads init's file or flags, fills in kubeadm's defaults, and checks everything. Throws ManyErrors with every problem
 * (exit code 2), or a single KubewrightError when the file cannot be read at all or flags cannot stand beside it.
 */
export function loadInit(request: InitRequest): LoadedInit {
  const { source, flags, machine, entropy } = request;
  const reading = new Reading({ source, flags, table: initFlags, strict: request.strict ?? flags.strict ?? false });
  const raw = source === undefined ? fromFlags(reading, flags) : fromFile(reading, flags);
  reading.ignoreOthers(used);
  const intent = initIntent(reading, raw, { machine, entropy, oldestMinor: oldestKubernetesMinor });
  reading.report("InitConfiguration", [
    ...bindableRule(["localAPIEndpoint"], intent.init.localAPIEndpoint),
    ...ignoredChecksRule(
      ["nodeRegistration", "ignorePreflightErrors"],
      intent.init.nodeRegistration.ignorePreflightErrors,
    ),
  ]);
  reading.report("ClusterConfiguration", ciVersionRule(raw.cluster.kubernetesVersion ?? ""));
  const has = (kind: string): boolean => reading.document(kind) !== undefined;
  const userSupplied = { kubelet: has("KubeletConfiguration"), kubeProxy: has("KubeProxyConfiguration") };
  return { warnings: reading.finish(), intent, userSupplied };
}

function fromFile(reading: Reading, flags: InitFlags): RawInitDocuments {
  if (reading.document("InitConfiguration") === undefined && reading.document("ClusterConfiguration") === undefined) {
    const next = "Add one of them; what it does not say gets kubeadm's defaults.";
    reading.report("", [
      { ...invalid([], "there is no InitConfiguration and no ClusterConfiguration", next), code: "CONFIG_KIND_ABSENT" },
    ]);
  }
  const { init, cluster } = rawInitDocuments(reading);
  const node = init.nodeRegistration;
  const ignored = [...(node?.ignorePreflightErrors ?? []), ...(flags["ignore-preflight-errors"] ?? [])];
  return {
    cluster,
    init: {
      ...init,
      ...(flags["dry-run"] === undefined ? {} : { dryRun: flags["dry-run"] }),
      ...(flags["skip-phases"]?.length ? { skipPhases: [...flags["skip-phases"]] } : {}),
      nodeRegistration: {
        ...node,
        ...(flags["node-name"] ? { name: flags["node-name"] } : {}),
        ignorePreflightErrors: [...new Set(ignored)],
      },
    },
  };
}

/** What the token that init makes by itself is for, when no file says it. */
const defaultTokenDescription = "The token that kubewright init made for joining nodes.";

function fromFlags(reading: Reading, flags: InitFlags): RawInitDocuments {
  const gates = featureGatesFrom(reading, flags["feature-gates"]);
  const cluster = {
    ...reading.flagsFor("ClusterConfiguration"),
    ...(gates === undefined ? {} : { featureGates: gates }),
  };
  const init = reading.read(initConfiguration, "InitConfiguration", reading.flagsFor("InitConfiguration"));
  const [token] = init.bootstrapTokens ?? [];
  return {
    init: { ...init, bootstrapTokens: [{ ...token, description: defaultTokenDescription }] },
    cluster: reading.read(clusterConfiguration, "ClusterConfiguration", cluster),
  };
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((word) => [word, true] as const),
  ...["0", "f", "F", "false", "FALSE", "False"].map((word) => [word, false] as const),
]);

function featureGatesFrom(reading: Reading, text: string | undefined): Record<string, boolean> | undefined {
  if (text === undefined) return undefined;
  const gates = new Map<string, boolean>();
  for (const part of text.split(",").filter((word) => word.trim() !== "")) {
    const [name = "", ...value] = part.split("=");
    const gate = booleans.get(value.join("=").trim());
    if (gate === undefined) reading.report("ClusterConfiguration", [notAGate(part)]);
    else gates.set(name.trim(), gate);
  }
  return Object.fromEntries(gates);
}

function notAGate(part: string): Finding {
  const next = `Write it as Name=true or Name=false. Known are ${Object.keys(featureGates).join(", ")}.`;
  return invalid(["featureGates"], `${shown(part)} is not a feature gate and its value`, next);
}

function ciVersionRule(version: string): Finding[] {
  if (!isCiVersion(version)) return [];
  const next = "Name a released version.";
  return [
    {
      ...invalid(["kubernetesVersion"], "builds of Kubernetes' pipeline (ci/) cannot be installed", next),
      code: "CONFIG_UNSUPPORTED",
    },
  ];
}
