import { type Finding, invalid } from "./problem.ts";
import type { RawInitDocuments } from "./read-init.ts";
import type { RawJoin } from "./schema/join-configuration.ts";

const next = "Take it out. In a cluster file each node says this for itself, in spec.nodes.";

/** Fields of an InitConfiguration that cannot hold for several nodes, or that `apply` has no use for. */
export function initFieldRules(init: RawInitDocuments["init"]): Finding[] {
  const findings: Finding[] = [];
  if (init.localAPIEndpoint?.advertiseAddress) {
    findings.push(invalid(["localAPIEndpoint", "advertiseAddress"], "one address cannot be that of all nodes", next));
  }
  if (init.nodeRegistration?.name) {
    findings.push(invalid(["nodeRegistration", "name"], "one name cannot be that of all nodes", next));
  }
  return [...findings, ...refused(init, ["patches", "skipPhases", "dryRun"])];
}

/** The same of a JoinConfiguration. */
export function joinFieldRules(join: RawJoin): Finding[] {
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
