import { exitCodes, KubewrightError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { parseYaml, printYaml } from "../yaml.ts";
import { isMapping, type Mapping } from "./merge-patch.ts";

/**
 * A user's kubeconfig with one more cluster, whose context becomes the current one. Cluster and context are called after
 * the cluster, the user NAME-admin; what had these names is replaced, all else stays.
 * Error KUBECONFIG_UNREADABLE when what is there is no kubeconfig.
 */
export function mergedKubeconfig(
  before: string,
  added: Secret,
  name: string,
  place: string,
): { readonly text: Secret; readonly context: string } {
  const own = before.trim() === "" ? {} : mapping(parseYaml(before, place), place);
  const other = mapping(parseYaml(added.reveal(), "admin.conf"), "admin.conf");
  const user = `${name}-admin`;
  const entry = (list: string, key: string): unknown => {
    const [first] = entries(other[list]);
    return first?.[key];
  };
  const merged = {
    ...own,
    apiVersion: "v1",
    kind: "Config",
    preferences: own["preferences"] ?? {},
    clusters: replaced(own["clusters"], { name, cluster: entry("clusters", "cluster") }),
    users: replaced(own["users"], { name: user, user: entry("users", "user") }),
    contexts: replaced(own["contexts"], { name, context: { cluster: name, user } }),
    "current-context": name,
  };
  return { text: new Secret(printYaml(merged)), context: name };
}

function replaced(list: unknown, entry: Mapping): readonly Mapping[] {
  return [...entries(list).filter((each) => each["name"] !== entry["name"]), entry];
}

function entries(list: unknown): readonly Mapping[] {
  return Array.isArray(list) ? list.filter(isMapping) : [];
}

function mapping(value: unknown, place: string): Mapping {
  if (isMapping(value)) return value;
  throw new KubewrightError("KUBECONFIG_UNREADABLE", {
    what: `${place} is not a kubeconfig.`,
    next: `Move ${place} away, or name another file in KUBECONFIG.`,
    exitCode: exitCodes.usage,
  });
}
