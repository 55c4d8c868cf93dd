import { createHash } from "node:crypto";
import { annotations } from "../constants/labels.ts";
import { compare } from "./arguments.ts";

/** "sha256:" and the hex digest over a ConfigMap's values in the order of their keys; keys and separators do not count. */
function configHash(data: Readonly<Record<string, string>>): string {
  const digest = createHash("sha256");
  for (const key of Object.keys(data).sort(compare)) digest.update(data[key] ?? "");
  return `sha256:${digest.digest("hex")}`;
}

/** The annotations of a ConfigMap with this data when the tool wrote it by itself; none when the user did. */
export function hashAnnotation(data: Readonly<Record<string, string>>, userSupplied: boolean): object {
  return userSupplied ? {} : { annotations: { [annotations.componentConfigHash]: configHash(data) } };
}
