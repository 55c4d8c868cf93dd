import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readSource } from "../read-source.ts";

/** What a saved plan was made from, and a fingerprint of what it does. It holds no key. */
export interface SavedPlan {
  readonly type: "plan";
  readonly version: 1;
  readonly cluster: string;
  /** Absolute. */
  readonly file: string;
  /** Hex SHA-256 of the cluster file. */
  readonly sha256: string;
  /** By host. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

/** The last line of `plan -o json`. */
export function savedPlan(
  cluster: string,
  file: string,
  text: string,
  fingerprints: SavedPlan["fingerprints"],
): SavedPlan {
  return {
    type: "plan",
    version: 1,
    cluster,
    file: file === "-" ? file : resolve(file),
    sha256: hashOf(text),
    fingerprints,
  };
}

/** Reads what `plan -o json` printed. Error PLAN_UNREADABLE, exit code 2. */
export async function readSavedPlan(path: string, io: Pick<Io, "readInput">): Promise<SavedPlan> {
  const source = await readSource(path, io, maximumPlanBytes);
  const lines = (source?.text ?? "").trim().split("\n").reverse();
  for (const line of lines) {
    const plan = parse(line);
    if (plan !== null) return plan;
  }
  throw new KubewrightError("PLAN_UNREADABLE", {
    what: `${path} holds no whole plan.`,
    why: "its last line names what it was made from; a plan that was cut off or has failed lacks it",
    next: "Make it anew: kubewright plan -f cluster.yaml -o json > plan.json",
    exitCode: exitCodes.usage,
  });
}

/** Plans hold the differences of every file of every host. */
const maximumPlanBytes = 512 * 1024 * 1024;

function parse(line: string): SavedPlan | null {
  try {
    const value: unknown = JSON.parse(line);
    return isPlan(value) ? value : null;
  } catch {
    return null;
  }
}

function isPlan(value: unknown): value is SavedPlan {
  if (typeof value !== "object" || value === null) return false;
  const { type, version, cluster, file, sha256, fingerprints } = value as Record<string, unknown>;
  const texts = [cluster, file, sha256].every((text) => typeof text === "string");
  return type === "plan" && version === 1 && texts && typeof fingerprints === "object" && fingerprints !== null;
}

/** Throws PLAN_STALE when the cluster file is not the one the plan was made from. */
export function refuseOtherFile(plan: SavedPlan, text: string): void {
  if (hashOf(text) !== plan.sha256) throw stale(`${plan.file} has changed since`);
}

/** Throws PLAN_STALE, naming the hosts on which something else would be done now. */
export function refuseOtherChanges(plan: SavedPlan, now: SavedPlan["fingerprints"]): void {
  const hosts = [...new Set([...Object.keys(plan.fingerprints), ...Object.keys(now)])];
  const different = hosts.filter((host) => plan.fingerprints[host] !== now[host]);
  if (different.length > 0) throw stale(`something else would be done now on: ${different.join(", ")}`);
}

function stale(why: string): KubewrightError {
  return new KubewrightError("PLAN_STALE", {
    what: "The plan no longer fits; nothing was changed.",
    why,
    next: "Plan again and look at it: kubewright plan -f cluster.yaml -o json > plan.json",
  });
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
