import { exitCodes, KubewrightError } from "../errors.ts";

const patchTargets = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubeletconfiguration",
  "corednsdeployment",
] as const;

export type PatchTarget = (typeof patchTargets)[number];
export type PatchType = "strategic" | "merge" | "json";

/** One document of a patch file. */
export interface ManifestPatch {
  readonly target: PatchTarget;
  readonly type: PatchType;
  readonly patch: unknown;
  /** The file it came from, for errors. */
  readonly source: string;
}

const fileName = new RegExp(`^(${patchTargets.join("|")})([^.+\\n]*)(?:(\\+)(json|merge|strategic)?)?`);

/** What a file of the patches directory is for by its name ("kube-apiserver0+merge.yaml"); null when it is no patch. Throws PATCH_TYPE_UNKNOWN. */
export function patchKind(name: string): { readonly target: PatchTarget; readonly type: PatchType } | null {
  if (!/.\.(json|yaml)$/.test(name)) return null;
  const [, target, , plus, type] = fileName.exec(name) ?? [];
  if (target === undefined) return null;
  if (plus !== undefined && type === undefined) {
    throw new KubewrightError("PATCH_TYPE_UNKNOWN", {
      what: `the patch file ${name} names no known type after its "+"`,
      next: "Name it <target>[suffix][+strategic|+merge|+json].yaml.",
      exitCode: exitCodes.usage,
    });
  }
  return { target: target as PatchTarget, type: (type ?? "strategic") as PatchType };
}
