import { KubewrightError } from "../errors.ts";
import { printable } from "./printable.ts";

/** What the API server says about a request that it did not carry out: the part of kind Status we use. */
export interface ApiStatus {
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly reason: string; readonly message: string; readonly field: string }[];
  readonly details: { readonly kind: string; readonly name: string };
}

/** An answer other than 2xx. */
export class KubeApiError extends KubewrightError {
  readonly status: number;
  readonly answer: ApiStatus;

  constructor(code: string, parts: { what: string; why: string; next: string }, status: number, answer: ApiStatus) {
    super(code, parts);
    this.status = status;
    this.answer = answer;
  }
}

/** Where to look when the API server itself is in trouble. */
export const lookAtServer =
  "Look at the API server on its host: `crictl ps -a --name kube-apiserver` and `journalctl -u kubelet`.";

const codesByReason: Readonly<Record<string, string>> = {
  AlreadyExists: "KUBE_EXISTS",
  Conflict: "KUBE_CONFLICT",
  Invalid: "KUBE_INVALID",
  BadRequest: "KUBE_INVALID",
  NotFound: "KUBE_NOT_FOUND",
  Forbidden: "KUBE_FORBIDDEN",
  Unauthorized: "KUBE_UNAUTHORIZED",
};

const codesByStatus: Readonly<Record<number, string>> = {
  400: "KUBE_INVALID",
  401: "KUBE_UNAUTHORIZED",
  403: "KUBE_FORBIDDEN",
  404: "KUBE_NOT_FOUND",
  409: "KUBE_CONFLICT",
  422: "KUBE_INVALID",
  429: "KUBE_TOO_MANY",
};

const nextByCode: Readonly<Record<string, string>> = {
  KUBE_UNAUTHORIZED: "The credentials are not this cluster's or have expired: `kubewright certs check-expiration`.",
  KUBE_FORBIDDEN: "Use an administrator's kubeconfig, such as /etc/kubernetes/admin.conf.",
  KUBE_CONFLICT: "Somebody else changed it meanwhile: run the command again.",
  KUBE_FIELD_CONFLICT: "Leave the field to its manager, or take it over on purpose.",
  KUBE_TOO_MANY: "The API server is overloaded: run the command again later.",
  KUBE_EXISTS: "Take another name, or delete the object first.",
  KUBE_INVALID: "Correct the configuration that the message names.",
};

/** The error for an answer other than 2xx. `doing` says what was asked: "apply ConfigMap kube-system/coredns". */
export function refusedError(doing: string, status: number, answer: ApiStatus): KubeApiError {
  const conflicts = answer.causes.filter((cause) => cause.reason === "FieldManagerConflict");
  const code =
    conflicts.length > 0
      ? "KUBE_FIELD_CONFLICT"
      : (codesByReason[answer.reason] ??
        codesByStatus[status] ??
        (status >= 500 ? "KUBE_SERVER_ERROR" : "KUBE_GARBLED"));
  const owners = conflicts.map((cause) => `${cause.field} (${cause.message})`).join("; ");
  return new KubeApiError(
    code,
    {
      what: `the API server refused to ${doing} (${status}${answer.reason === "" ? "" : ` ${printable(answer.reason)}`})`,
      why: printable(owners === "" ? answer.message : owners),
      next: nextByCode[code] ?? lookAtServer,
    },
    status,
    answer,
  );
}
