import type { KubeObject, ObjectRef, ObjectWrite } from "./object-store.ts";

/** The reference of an object. */
export function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Which object a write is about. */
export function refOfWrite(write: ObjectWrite): ObjectRef {
  return "ref" in write ? write.ref : refOf(write.object);
}

/** "ConfigMap kube-system/coredns" */
export function titleOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
