import { posix } from "node:path";
import { readYamlDocuments } from "../yaml.ts";
import { compare } from "./arguments.ts";
import { type ManifestPatch, patchKind } from "./patch-file.ts";

/** A file below the patches directory. */
export interface PatchFile {
  readonly path: string;
  readonly text: string;
}

/** The patches in a directory's files in the order of their paths, and the files that are none: of another extension, for an unknown target, or empty. Throws PATCH_TYPE_UNKNOWN, YAML_*. */
export function readPatches(files: readonly PatchFile[]): {
  readonly patches: readonly ManifestPatch[];
  readonly ignored: readonly string[];
} {
  const patches: ManifestPatch[] = [];
  const ignored: string[] = [];
  for (const { path, text } of files.toSorted((left, right) => compare(left.path, right.path))) {
    const kind = patchKind(posix.basename(path));
    if (kind === null || text.trim() === "") ignored.push(path);
    else {
      const documents = readYamlDocuments({ name: path, text }).filter(({ value }) => value !== null);
      patches.push(...documents.map(({ value }) => ({ ...kind, patch: value, source: path })));
    }
  }
  return { patches, ignored };
}
