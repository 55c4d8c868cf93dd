import { defaultKubernetesVersion } from "../constants/versions.ts";
import { type Finding, invalid, shown } from "./problem.ts";

/** A version that a file names, made definite. */
export interface ResolvedVersion {
  /** "v1.36.3" */
  readonly version: string;
  readonly warning?: string;
  readonly finding?: Finding;
}

const semantic =
  /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;
const label = /^(latest|stable)+(-[1-9](\.[1-9](\d)?)?)?$/;
const path = ["kubernetesVersion"];

/** True for a build of Kubernetes' own pipeline: "ci/latest". */
export function isCiVersion(text: string): boolean {
  return /^ci\/[-\w.+]+$/.test(text);
}

/** Numbers of a version: "v1.36.3" -> {major: 1, minor: 36, patch: 3}; undefined when the text is no semantic version. */
export function versionNumbers(
  text: string,
):
  | { readonly major: number; readonly minor: number; readonly patch: number; readonly prerelease: boolean }
  | undefined {
  const match = semantic.exec(text);
  if (match === null) return undefined;
  const [major = 0, minor = 0, patch = 0] = match.slice(1, 4).map(Number);
  return { major, minor, patch, prerelease: match[4] !== undefined };
}

/**
 * The version for a text: a semantic version itself, with its "v"; for a label (stable-1, latest, ci/latest ...) the default
 * version, because no network is asked. `oldestMinor` is the oldest minor that is accepted.
 */
export function resolveVersion(text: string, oldestMinor: number): ResolvedVersion {
  const bare = text.replace(/^(release|ci)\//, "");
  if (label.test(bare)) {
    const warning = `kubernetesVersion ${text} is a label; no network is asked for it, ${defaultKubernetesVersion} is taken`;
    return text === "stable-1" ? { version: defaultKubernetesVersion } : { version: defaultKubernetesVersion, warning };
  }
  const numbers = versionNumbers(bare);
  const version = bare.startsWith("v") ? bare : `v${bare}`;
  if (numbers === undefined) return { version: defaultKubernetesVersion, finding: notAVersion(text) };
  const { major, minor, patch, prerelease } = numbers;
  const old =
    major < 1 || (major === 1 && (minor < oldestMinor || (minor === oldestMinor && patch === 0 && prerelease)));
  return old ? { version, finding: tooOld(version, oldestMinor) } : { version };
}

function notAVersion(text: string): Finding {
  const next = /^v?\d+\.\d+$/.test(text)
    ? `Write all three numbers, for example ${text}.0.`
    : `Write a version such as ${defaultKubernetesVersion}, or stable-1.`;
  return invalid(path, `${shown(text)} is not a Kubernetes version`, next);
}

function tooOld(version: string, oldestMinor: number): Finding {
  return invalid(path, `${version} is too old`, `The oldest version that is supported is v1.${oldestMinor}.0.`);
}
