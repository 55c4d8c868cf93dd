import type { KubeObject, ObjectRef } from "../../../src/engine/object-store.ts";
import { knownKinds } from "../../../src/kube/resource-path.ts";
import type { FieldConflict } from "./field-set.ts";

/** An answer other than 2xx, with the Status an API server sends. */
export class FakeRefusal extends Error {
  readonly status: number;
  readonly body: string;

  constructor(
    status: number,
    reason: string,
    about?: ObjectRef | KubeObject | string,
    conflicts: readonly FieldConflict[] = [],
  ) {
    const { kind, name, message } = describe(reason, about, conflicts);
    super(message);
    this.status = status;
    const causes = conflicts.map((conflict) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${conflict.managers.map((manager) => JSON.stringify(manager)).join(", ")}`,
      field: conflict.path.replaceAll("/", "."),
    }));
    const details = { name, kind, ...(causes.length === 0 ? {} : { causes }) };
    this.body = JSON.stringify({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      reason,
      details,
      code: status,
    });
  }
}

function describe(
  reason: string,
  about: ObjectRef | KubeObject | string | undefined,
  conflicts: readonly FieldConflict[],
) {
  if (about === undefined || typeof about === "string") return { kind: "", name: "", message: about ?? reason };
  const name = "metadata" in about ? about.metadata.name : about.name;
  const group = about.apiVersion.includes("/") ? about.apiVersion.split("/")[0] : "";
  const plural = knownKinds[`${group}/${about.kind}`]?.plural ?? `${about.kind.toLowerCase()}s`;
  const kind = typeof plural === "string" ? plural : "";
  const messages: Readonly<Record<string, string>> = {
    NotFound: `${kind} "${name}" not found`,
    AlreadyExists: `${kind} "${name}" already exists`,
    Conflict:
      conflicts.length > 0
        ? `Apply failed with ${conflicts.length} conflicts`
        : `Operation cannot be fulfilled on ${kind} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
  };
  return { kind, name, message: messages[reason] ?? reason };
}
