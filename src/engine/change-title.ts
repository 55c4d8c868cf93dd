import type { Change, FileChange } from "./change.ts";
import type { KubeObject, ObjectRef, ObjectWrite } from "./object-store.ts";

/** Which object a write is about. */
export function refOf(write: ObjectWrite): ObjectRef {
  return "ref" in write ? write.ref : refOfObject(write.object);
}

/** Which object this is. */
export function refOfObject({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** "ConfigMap kube-system/kubeadm-config" */
function refText({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** What is done just now, in a few words: the text of a progress event. */
export function changeTitle(change: Change): string {
  if (change.kind === "file") return filesTitle([change]);
  if (change.kind === "object") return `${change.after === null ? "delete" : "write"} ${refText(refOf(change.write))}`;
  return change.title;
}

/** The same for several file changes that go together. */
export function filesTitle(changes: readonly FileChange[]): string {
  const [only] = changes;
  if (only === undefined || changes.length > 1) return `write ${changes.length} files`;
  return `${only.after === null ? "remove" : "write"} ${only.path}`;
}
