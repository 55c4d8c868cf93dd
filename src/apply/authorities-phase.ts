import { posix } from "node:path";
import type { ClusterConfiguration } from "../config/v1beta4.ts";
import type { FileChange } from "../engine/change.ts";
import type { Phase } from "../engine/phase.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { filesStep } from "../steps/files.ts";
import { joinedStep } from "../steps/joined.ts";
import { step } from "../steps/step.ts";
import { type ClusterAuthorities, sharedPaths } from "./authorities.ts";
import type { ClusterRecord } from "./record.ts";
import { recordStep } from "./record-phase.ts";

/** Phase authorities on a control plane that comes to the cluster: all of them are laid there. Others in their place are refused. */
export function authoritiesPhase(authorities: ClusterAuthorities): Phase {
  const laid = authoritiesStep(authorities);
  return { id: "authorities", title: laid.title, steps: [laid] };
}

/** Phase ground, at a founding: the cluster's record and the authorities in one write, the record first. */
export function groundPhase(record: ClusterRecord, authorities: ClusterAuthorities): Phase {
  const title = "Which cluster this host belongs to, and what all control planes share";
  return {
    id: "ground",
    title,
    steps: [joinedStep("ground", title, [recordStep("record", record), authoritiesStep(authorities)])],
  };
}

function authoritiesStep(authorities: ClusterAuthorities): Step {
  const title = "What all control planes share";
  return filesStep({ id: "authorities", title, tree: () => authorities.files(), foreign: "refuse" });
}

/** Phase authorities on a control plane that has them: only their names are looked at, and what is missing is brought from another one. Keys are read for that alone. */
export function sharedPhase(authorities: ClusterAuthorities, cluster: ClusterConfiguration): Phase {
  const title = "What all control planes share";
  return {
    id: "authorities",
    title,
    steps: [step("authorities", title, (context) => missing(authorities, cluster, context))],
  };
}

async function missing(
  authorities: ClusterAuthorities,
  cluster: ClusterConfiguration,
  { host }: StepContext,
): Promise<readonly FileChange[]> {
  const paths = sharedPaths(cluster);
  const names = await host.list([...new Set(paths.map((path) => posix.dirname(path)))]);
  const absent = paths.filter((path) => names.get(posix.dirname(path))?.includes(posix.basename(path)) !== true);
  if (absent.length === 0) return [];
  const files = await authorities.files();
  return absent.flatMap((path): FileChange[] => {
    const after = files.get(path);
    return after === undefined ? [] : [{ kind: "file", path, before: null, after }];
  });
}
