import { exitCodes, KubewrightError } from "../errors.ts";
import type { Path } from "../yaml.ts";
import type { Locator } from "./problem.ts";

/** Where a flag's value goes: a field of a document. */
export interface FlagTarget {
  readonly kind: string;
  readonly path: Path;
}

export type FlagTable = Readonly<Record<string, FlagTarget>>;

/** The flags that may stand beside --config, kubeadm's and ours. So may every flag that begins with "skip-". */
const besideFile: ReadonlySet<string> = new Set([
  ...["config", "ignore-preflight-errors", "dry-run", "kubeconfig", "kubeconfig-dir", "node-name", "upload-certs"],
  ...["print-manifest", "allow-missing-template-keys", "output", "show-managed-fields", "print-join-command"],
  ...["rootfs", "v", "log-file", "yes", "strict"],
]);

/** Refuses flags that cannot stand beside a file; the error names them. Code CONFIG_FLAGS_WITH_FILE, exit code 2. */
export function refuseMixedFlags(flags: object): void {
  const mixed = Object.entries(flags)
    .filter(([name, value]) => value !== undefined && !besideFile.has(name) && !name.startsWith("skip-"))
    .map(([name]) => `--${name}`);
  if (mixed.length === 0) return;
  throw new KubewrightError("CONFIG_FLAGS_WITH_FILE", {
    what: `${mixed.join(", ")} cannot be used together with --config`,
    next: "Write these values into the file, or leave --config out.",
    exitCode: exitCodes.usage,
  });
}

/** The documents that flags amount to. A flag that the table does not know changes nothing. */
export function documentsFromFlags(flags: object, table: FlagTable): ReadonlyMap<string, Record<string, unknown>> {
  const documents = new Map<string, Record<string, unknown>>();
  for (const [name, value] of Object.entries(flags)) {
    const target = Object.hasOwn(table, name) ? table[name] : undefined;
    if (target === undefined || value === undefined) continue;
    documents.set(target.kind, put(documents.get(target.kind) ?? {}, target.path, value) as Record<string, unknown>);
  }
  return documents;
}

/** The value with a member set; lists and mappings are made as the path wants them. */
function put(document: unknown, path: Path, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === "number") {
    const list: readonly unknown[] = Array.isArray(document) ? document : [];
    return Object.assign([...list], { [first]: put(list[first], rest, value) });
  }
  const mapping = typeof document === "object" && document !== null ? (document as Record<string, unknown>) : {};
  return { ...mapping, [first]: put(mapping[first], rest, value) };
}

/** Finds the flag a value came from; "" when none was given for it. */
export function flagLocator(flags: object, table: FlagTable): Locator {
  return (kind, path) => {
    const wanted = path.join(".");
    const name = Object.keys(flags).find((flag) => {
      const target = table[flag];
      if (target === undefined || target.kind !== kind) return false;
      const own = target.path.join(".");
      return wanted === own || wanted.startsWith(`${own}.`);
    });
    return name === undefined ? "" : `--${name}`;
  };
}

/** The first locator that knows a place. */
export function firstPlace(...locators: readonly Locator[]): Locator {
  return (kind, path, atKey) => {
    for (const locate of locators) {
      const place = locate(kind, path, atKey);
      if (place !== "") return place;
    }
    return "";
  };
}
