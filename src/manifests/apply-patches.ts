import { exitCodes, KubewrightError } from "../errors.ts";
import { jsonPatch } from "./json-patch.ts";
import { mergePatch } from "./merge-patch.ts";
import type { ManifestPatch, PatchTarget } from "./patch-file.ts";
import { strategicMergePatch } from "./strategic-merge-patch.ts";

const patchers = { strategic: strategicMergePatch, merge: mergePatch, json: jsonPatch } as const;

/** The value with every patch for this target applied in order. Throws PATCH_FAILED, naming the file. */
export function applyPatches<T>(target: PatchTarget, value: T, patches: readonly ManifestPatch[]): T {
  let result: unknown = value;
  for (const { patch, source, type } of patches.filter((each) => each.target === target)) {
    try {
      result = patchers[type](result, patch);
    } catch (error) {
      throw new KubewrightError("PATCH_FAILED", {
        what: `the ${type} patch in ${source} cannot be applied to ${target}`,
        why: error instanceof Error ? error.message : String(error),
        next: `Correct ${source} or take it out of the patches directory.`,
        exitCode: exitCodes.usage,
        cause: error,
      });
    }
  }
  return result as T;
}
