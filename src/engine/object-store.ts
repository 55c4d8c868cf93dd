/** Any Kubernetes object. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** Which object. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** One write to the API server. `apply` is server-side apply by field manager `kubewright` without force unless `force`; `create` fails when it exists; `patch` is a JSON merge patch guarded by metadata.resourceVersion when the patch names one. */
export type ObjectWrite =
  | { readonly verb: "apply"; readonly object: KubeObject; readonly force?: boolean }
  | { readonly verb: "create"; readonly object: KubeObject }
  | { readonly verb: "replace"; readonly object: KubeObject }
  | { readonly verb: "patch"; readonly ref: ObjectRef; readonly patch: object }
  | { readonly verb: "delete"; readonly ref: ObjectRef };

/** Objects of one kind: in all namespaces when none is named. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** What a step may ask of an API server. Throws NotYetKnown while none can answer (it is not there yet). */
export interface ObjectView {
  /** The live object, or null when there is none. */
  read(ref: ObjectRef): Promise<KubeObject | null>;
  /** All objects of a kind (in a namespace, with a label selector). */
  list(kind: ObjectKind): Promise<readonly KubeObject[]>;
  /** What the write would make, by the server's own dry run; nothing is stored. */
  dryRun(write: ObjectWrite): Promise<KubeObject>;
}

/** An API server that can be written to. Only the engine holds one. */
export interface ObjectStore extends ObjectView {
  write(write: ObjectWrite): Promise<void>;
}
