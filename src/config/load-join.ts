import type { Entropy } from "./bootstrap-token.ts";
import { joinOf } from "./defaults/join.ts";
import { isDeprecated } from "./documents.ts";
import { controlPlaneFlags, type JoinFlags, joinFlags } from "./join-flags.ts";
import type { ConfigSource, MachineAnswers } from "./load.ts";
import { bindableRule, decideCriSocket, decideEndpoint } from "./machine-defaults.ts";
import { joinFromV1beta3 } from "./migrate/from-v1beta3.ts";
import { Reading } from "./reading.ts";
import { absentKind } from "./rules/absent-kind.ts";
import { ignoredChecksRule } from "./rules/ignored-checks.ts";
import { joinRules } from "./rules/join.ts";
import { joinConfiguration, type RawJoin } from "./schema/join-configuration.ts";
import { joinConfigurationV1beta3 } from "./schema/v1beta3.ts";
import type { JoinConfiguration } from "./v1beta4.ts";

const kind = "JoinConfiguration";

/** What join is given. */
export interface JoinRequest {
  readonly source?: ConfigSource | undefined;
  readonly flags: JoinFlags;
  /** The positional host:port. */
  readonly endpoint?: string | undefined;
  readonly machine: MachineAnswers;
  readonly entropy?: Entropy | undefined;
  readonly strict?: boolean | undefined;
  /** Answers whether the discovery file is there; true for every path when left out. */
  readonly fileExists?: ((path: string) => boolean) | undefined;
}

/**
 * Reads join's file or flags, fills in kubeadm's defaults, and checks everything. Throws ManyErrors with every problem
 * (exit code 2), or a single KubewrightError when the file cannot be read at all or flags cannot stand beside it.
 */
export function loadJoin(request: JoinRequest): LoadedJoin {
  return loadJoinFrom(request, (raw) => raw);
}

/** What was read. */
export interface LoadedJoin {
  readonly join: JoinConfiguration;
  readonly warnings: readonly string[];
}

/** The same, with what was written changed by `edit` before it is completed and checked. */
export function loadJoinFrom(request: JoinRequest, edit: (raw: RawJoin) => RawJoin): LoadedJoin {
  const { source, flags } = request;
  const reading = new Reading({ source, flags, table: joinFlags, strict: request.strict ?? flags.strict ?? false });
  const raw = edit(source === undefined ? fromFlags(reading, flags, request.endpoint) : fromFile(reading, flags));
  reading.ignoreOthers([kind]);
  const { endpoint } = request;
  if (source !== undefined && endpoint && endpoint !== raw.discovery?.bootstrapToken?.apiServerEndpoint) {
    reading.warn(`--config alone counts; not heeded beside it: ${endpoint}`);
  }
  const join = readJoin(reading, raw, request.machine, request.fileExists ?? (() => true));
  const path = ["controlPlane", "localAPIEndpoint"];
  reading.report(kind, [
    ...(join.controlPlane === undefined ? [] : bindableRule(path, join.controlPlane.localAPIEndpoint)),
    ...ignoredChecksRule(["nodeRegistration", "ignorePreflightErrors"], join.nodeRegistration.ignorePreflightErrors),
  ]);
  return { warnings: reading.finish(), join };
}

/** Fills in defaults and keeps the rules; the reading holds what is wrong. */
export function readJoin(
  reading: Reading,
  raw: RawJoin,
  machine: MachineAnswers,
  fileExists: (path: string) => boolean,
): JoinConfiguration {
  const socket = decideCriSocket(["nodeRegistration", "criSocket"], raw.nodeRegistration?.criSocket, machine);
  const path = ["controlPlane", "localAPIEndpoint"];
  const endpoint =
    raw.controlPlane === undefined ? undefined : decideEndpoint(path, raw.controlPlane.localAPIEndpoint, machine);
  for (const decided of [socket, endpoint]) {
    reading.report(kind, decided?.findings ?? []);
    reading.warn(...(decided?.warnings ?? []));
  }
  const node = { hostname: machine.hostname, criSocket: socket.value, endpoint: endpoint?.value };
  const join = joinOf(raw, node);
  reading.report(kind, joinRules(join, raw, fileExists));
  return join;
}

/** The JoinConfiguration of a file in v1beta4's form; a problem when there is none. */
export function rawJoin(reading: Reading): RawJoin {
  const document = reading.document(kind);
  if (document === undefined) {
    reading.report("", [absentKind(kind)]);
    return {};
  }
  if (!reading.accept(document)) return {};
  if (!isDeprecated(document)) return reading.read(joinConfiguration, kind, document.value);
  return joinFromV1beta3(reading.read(joinConfigurationV1beta3, kind, document.value));
}

function fromFile(reading: Reading, flags: JoinFlags): RawJoin {
  const raw = rawJoin(reading);
  const ignored = [...(raw.nodeRegistration?.ignorePreflightErrors ?? []), ...(flags["ignore-preflight-errors"] ?? [])];
  return {
    ...raw,
    ...(flags["dry-run"] === undefined ? {} : { dryRun: flags["dry-run"] }),
    ...(flags["skip-phases"]?.length ? { skipPhases: [...flags["skip-phases"]] } : {}),
    nodeRegistration: {
      ...raw.nodeRegistration,
      ...(flags["node-name"] ? { name: flags["node-name"] } : {}),
      ignorePreflightErrors: [...new Set(ignored)],
    },
  };
}

function fromFlags(reading: Reading, flags: JoinFlags, endpoint: string | undefined): RawJoin {
  const raw = reading.read(joinConfiguration, kind, reading.flagsFor(kind));
  const { controlPlane, discovery, ...same } = raw;
  const unused = controlPlaneFlags.filter((name) => flags[name] !== undefined);
  if (flags["control-plane"] !== true && unused.length > 0) {
    reading.warn(
      `${unused.map((name) => `--${name}`).join(", ")} mean nothing without --control-plane and are ignored`,
    );
  }
  const token = flags.token ?? "";
  const { bootstrapToken, file, tlsBootstrapToken } = discovery ?? {};
  return {
    ...same,
    ...(flags["control-plane"] === true ? { controlPlane: controlPlane ?? {} } : {}),
    discovery: {
      ...(endpoint === undefined || endpoint === ""
        ? {}
        : {
            bootstrapToken: { ...bootstrapToken, token: bootstrapToken?.token || token, apiServerEndpoint: endpoint },
          }),
      ...(file?.kubeConfigPath ? { file } : {}),
      tlsBootstrapToken: tlsBootstrapToken || token,
    },
  };
}
